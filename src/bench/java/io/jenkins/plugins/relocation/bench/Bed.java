// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import io.jenkins.plugins.relocation.lab.Lab;
import io.jenkins.plugins.relocation.lab.LabHost;
import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.lab.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The hosts a and b of the laboratory, with everything on them that contenders and workloads need. */
final class Bed {
    static final List<String> HOSTS = List.of("a", "b");
    static final String FOLDER = "/root/bench";
    static final String WORK = "/var/lib/bench";

    private static final Duration SOON = Duration.ofMinutes(5);

    private final Laboratory laboratory;
    private final Lab lab;

    Bed(Laboratory laboratory) {
        this.laboratory = laboratory;
        this.lab = laboratory.lab();
    }

    Lab lab() {
        return lab;
    }

    static String other(String host) {
        return host.equals("a") ? "b" : "a";
    }

    String address(String host) {
        return lab.host(host).address();
    }

    /** Runs a shell script on a host and returns what it printed. */
    String on(String host, String script) {
        Outcome outcome = tryOn(host, script);
        if (!outcome.succeeded()) {
            throw new IllegalStateException(
                    "on host %s, status %d: %s: %s".formatted(host, outcome.exit(), script, outcome.lastWords()));
        }
        return outcome.out().strip();
    }

    Outcome tryOn(String host, String script) {
        return laboratory.host(host, SOON, "sh", "-c", script);
    }

    void write(String host, String path, String content) {
        laboratory.write(host, path, content.getBytes(StandardCharsets.UTF_8), "755");
    }

    /** Installs scripts, workloads, and a key with which the hosts may log in to each other. */
    void prepare(Path sources) throws IOException {
        StringBuilder known = new StringBuilder();
        for (LabHost host : lab.hosts()) {
            known.append(host.knownHostsLine()).append('\n');
        }
        for (String host : HOSTS) {
            for (String file : List.of("move.sh", "evacuate.sh", "podman.sh", "ssh.conf")) {
                write(
                        host,
                        FOLDER + "/" + file,
                        Files.readString(sources.resolve("hand").resolve(file)));
            }
            write(host, "/usr/local/bin/dirty.py", Files.readString(sources.resolve("workloads/dirty.py")));
            write(host, FOLDER + "/known_hosts", known.toString());
            laboratory.write(host, FOLDER + "/key", Files.readAllBytes(lab.key()), "600");
            on(host, "mkdir -p " + WORK);
        }
        if (hasPodman()) {
            HOSTS.forEach(host -> on(host, "sh %s/podman.sh setup".formatted(FOLDER)));
            on("a", "sh %s/podman.sh build %s".formatted(FOLDER, address("b")));
        }
    }

    /** Lets both hosts send no faster than that. */
    void shape(String rate) {
        if (!rate.isEmpty()) {
            HOSTS.forEach(host ->
                    on(host, "tc qdisc replace dev eth0 root tbf rate %s burst 256k latency 50ms".formatted(rate)));
        }
    }

    /** Whether the hosts' root file system was built with Podman. */
    boolean hasPodman() {
        return tryOn("a", "command -v podman").succeeded();
    }

    /** What both hosts have sent so far, in bytes. */
    long wireBytes() {
        return HOSTS.stream()
                .mapToLong(
                        host -> Long.parseLong(on(host, "sed -n 's/^ *eth0: *//p' /proc/net/dev | awk '{ print $9 }'")))
                .sum();
    }

    /** CPU time of all processes of both hosts so far, from their control groups. */
    double cpuMs() {
        return HOSTS.stream()
                .mapToDouble(
                        host -> Long.parseLong(on(host, "sed -n 's/^usage_usec //p' /sys/fs/cgroup/cpu.stat")) / 1000.0)
                .sum();
    }
}
