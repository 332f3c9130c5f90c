// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import io.jenkins.plugins.relocation.lab.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;

/** Processes of dirty.py. */
final class DirtyWork implements Work {
    private static final int PORT = 7000;
    private static final long SETTLE = 300_000_000;

    private final Bed bed;
    private final Map<String, Long> pids = new LinkedHashMap<>();
    private final Map<String, String> sums = new LinkedHashMap<>();
    private final Pinger pinger;
    private final boolean container;
    private String host;
    private List<Gap> gaps = List.of();

    DirtyWork(Bed bed, Setting setting, String host, boolean container) {
        this.bed = bed;
        this.host = host;
        this.container = container;
        List<String> names = new ArrayList<>();
        for (int number = 0; number < setting.count(); number++) {
            names.add("w%d".formatted(number));
        }
        for (String name : names) {
            start(name, setting, PORT + names.indexOf(name));
        }
        for (String name : names) {
            pids.put(name, awaitPid(name));
        }
        pinger = new Pinger(Bed.HOSTS.stream().map(bed::address).toList(), PORT);
        for (String name : names) {
            sums.put(name, pinger.sum(names.indexOf(name), bed.address(host)));
        }
    }

    private static String log(String name) {
        return "%s/%s.log".formatted(Bed.WORK, name);
    }

    private static String pidFile(String name) {
        return "%s/%s.pid".formatted(Bed.WORK, name);
    }

    private void start(String name, Setting setting, int port) {
        for (String any : Bed.HOSTS) {
            bed.on(any, "rm -f %s %s".formatted(log(name), pidFile(name)));
            bed.write(any, "%s/%s.files".formatted(Bed.FOLDER, name), relative(log(name)) + relative(pidFile(name)));
        }
        String arguments = "%d %d %s --port %d --pidfile %s --seed %d"
                .formatted(setting.mib(), setting.rate(), log(name), port, pidFile(name), port);
        bed.on(
                host,
                container
                        ? "sh %s/podman.sh run %s %s".formatted(Bed.FOLDER, name, arguments)
                        : "cd %s && setsid dirty.py %s </dev/null >/dev/null 2>&1 &".formatted(Bed.WORK, arguments));
    }

    private static String relative(String path) {
        return path.substring(1) + "\n";
    }

    private long awaitPid(String name) {
        return Long.parseLong(bed.on(
                host,
                "i=0; until [ -e %1$s ]; do sleep 0.05; i=$((i + 1)); [ $i -lt 2000 ] || exit 1; done; cat %1$s"
                        .formatted(pidFile(name))));
    }

    @Override
    public List<String> names() {
        return List.copyOf(pids.keySet());
    }

    @Override
    public long pid(String name) {
        return pids.get(name);
    }

    @Override
    public int tcpPort() {
        return 0;
    }

    @Override
    public String criuOptions() {
        return "";
    }

    @Override
    public String driverSettings(String name) {
        return "{pidFile: %s}".formatted(pidFile(name));
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void watch() {
        // Logs begin anew: what is carried along is small, and the gap is in what comes now.
        bed.on(host, "for f in %s/*.log; do : >$f; done".formatted(Bed.WORK));
        LockSupport.parkNanos(SETTLE);
        pinger.watch();
    }

    @Override
    public String arrived(String newHost) {
        LockSupport.parkNanos(SETTLE);
        pinger.unwatch();
        host = newHost;
        List<Gap> seen = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        for (String name : pids.keySet()) {
            Outcome log = bed.tryOn(host, "cat " + log(name));
            Gap gap = Gap.of(log.out());
            seen.add(gap);
            if (!gap.wrong().isEmpty()) {
                wrong.add(name + ": " + gap.wrong());
            }
            String sum = pinger.sum(names().indexOf(name), bed.address(host));
            if (!sum.equals(sums.get(name)) || sum.contains("damaged")) {
                wrong.add("%s: process id and checksum of memory were %s, are %s".formatted(name, sums.get(name), sum));
            }
        }
        gaps = List.copyOf(seen);
        if (!pinger.wrong().isEmpty()) {
            wrong.add(pinger.wrong());
        }
        return String.join("; ", wrong);
    }

    @Override
    public double selfGapMs() {
        return gaps.stream().mapToDouble(Gap::ms).max().orElse(-1);
    }

    @Override
    public double stoppedAtMs() {
        return gaps.size() == 1 ? gaps.get(0).beginMs() : 0;
    }

    @Override
    public double clientGapMs() {
        return pinger.longestGapMs();
    }

    @Override
    public double sumOfGapsMs() {
        return gaps.stream().mapToDouble(Gap::ms).sum();
    }

    @Override
    public void close() {
        pinger.close();
        for (String any : Bed.HOSTS) {
            pids.forEach((name, pid) -> bed.tryOn(any, end(name, pid)));
        }
    }

    private String end(String name, long pid) {
        String kill = container
                ? "sh %s/podman.sh remove %s".formatted(Bed.FOLDER, name)
                : "if grep -qs dirty.py /proc/%1$d/cmdline; then kill -9 %1$d; fi".formatted(pid);
        return "%s; rm -f %s %s".formatted(kill, log(name), pidFile(name));
    }
}
