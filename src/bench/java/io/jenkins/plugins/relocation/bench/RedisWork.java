// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A Redis with 100,000 keys of 900 bytes, and a client that counts in it. */
final class RedisWork implements Work {
    private static final int PORT = 6379;
    private static final int KEYS = 100_000;
    private static final int PATIENCE_MS = 30_000;
    private static final long SETTLE = 300_000_000;
    private static final String NAME = "redis";
    private static final String PID_FILE = Bed.WORK + "/redis.pid";

    private final Bed bed;
    private final long pid;
    private final String digest;
    private final RedisClient client;
    private String host;
    private double gap = -1;

    RedisWork(Bed bed, String host) {
        this.bed = bed;
        this.host = host;
        for (String any : Bed.HOSTS) {
            bed.on(any, "rm -f " + PID_FILE);
            bed.write(any, "%s/%s.files".formatted(Bed.FOLDER, NAME), PID_FILE.substring(1) + "\n");
        }
        bed.on(
                host,
                "cd %1$s && setsid redis-server --bind 0.0.0.0 --protected-mode no --port %2$d --save '' --appendonly no --dir %1$s --pidfile %3$s --enable-debug-command yes --daemonize no --logfile '' </dev/null >/dev/null 2>&1 &"
                        .formatted(Bed.WORK, PORT, PID_FILE));
        pid = Long.parseLong(bed.on(
                host,
                "i=0; until [ -s %1$s ]; do sleep 0.05; i=$((i + 1)); [ $i -lt 400 ] || exit 1; done; cat %1$s"
                        .formatted(PID_FILE)));
        ask("DEBUG POPULATE %d key 900".formatted(KEYS));
        digest = digest();
        client = new RedisClient(Bed.HOSTS.stream().map(bed::address).toList(), PORT);
    }

    private String ask(String line) {
        try (RedisClient.Connection connection = new RedisClient.Connection(bed.address(host), PORT, PATIENCE_MS)) {
            return connection.ask(line);
        } catch (IOException e) {
            return "no answer: " + e.getMessage();
        }
    }

    /** Over the values of all keys; the client's counter is not one of them. */
    private String digest() {
        return ask(
                "EVAL \"local h = '' for i = 0, %d do h = redis.sha1hex(h .. redis.call('GET', 'key:' .. i)) end return h\" 0"
                        .formatted(KEYS - 1));
    }

    @Override
    public List<String> names() {
        return List.of(NAME);
    }

    @Override
    public long pid(String name) {
        return pid;
    }

    @Override
    public int tcpPort() {
        return PORT;
    }

    @Override
    public String criuOptions() {
        return "--tcp-close --skip-in-flight";
    }

    @Override
    public String driverSettings(String name) {
        return "{pidFile: %s, tcp: close}".formatted(PID_FILE);
    }

    @Override
    public String host() {
        return host;
    }

    @Override
    public void watch() {
        LockSupport.parkNanos(SETTLE);
        client.watch();
    }

    @Override
    public String arrived(String newHost) {
        LockSupport.parkNanos(SETTLE);
        gap = client.longestGapMs();
        host = newHost;
        long before = client.acknowledged();
        LockSupport.parkNanos(SETTLE);
        if (client.acknowledged() == before) {
            return "the client gets no answers any more";
        }
        String now = digest();
        if (!now.equals(digest)) {
            return "the digest of all keys was %s, is %s".formatted(digest, now);
        }
        return client.wrong();
    }

    @Override
    public double selfGapMs() {
        return -1;
    }

    @Override
    public double stoppedAtMs() {
        return 0;
    }

    @Override
    public double clientGapMs() {
        return gap;
    }

    @Override
    public double sumOfGapsMs() {
        return gap;
    }

    @Override
    public void close() {
        client.close();
        for (String any : Bed.HOSTS) {
            bed.tryOn(
                    any,
                    "if grep -qs redis /proc/%1$d/cmdline; then kill -9 %1$d; fi; rm -f %2$s".formatted(pid, PID_FILE));
        }
    }
}
