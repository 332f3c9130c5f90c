// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.lab.Lab;
import io.jenkins.plugins.relocation.lab.LabHost;
import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.lab.Outcome;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/** What runs on the hosts of the demonstration: Redis with 100,000 keys, and a tree of three processes with 64 MiB. */
final class Workloads {
    static final int TREE_PORT = 7777;

    private static final Duration SOON = Duration.ofSeconds(20);

    private final Laboratory laboratory;
    private final Lab lab;

    Workloads(Laboratory laboratory) {
        this.laboratory = laboratory;
        this.lab = laboratory.lab();
    }

    /** Installs both on every host, and starts them on one: sessions of their own, nothing inherited. */
    void start(String host) {
        String tree = "/usr/local/bin/tree.py";
        for (LabHost any : lab.hosts()) {
            tree = laboratory.installWorkload(any.name(), "tree.py");
            shell(any.name(), "mkdir -p /var/lib/demo");
        }
        shell(
                host,
                "cd /var/lib/demo && setsid redis-server --bind 0.0.0.0 --protected-mode no"
                        + " --port 6379 --save '' --appendonly no --dir /var/lib/demo --pidfile /var/lib/demo/redis.pid"
                        + " --enable-debug-command yes --daemonize no </dev/null >/var/log/demo-redis.log 2>&1 &");
        shell(
                host,
                "cd /var/lib/demo && setsid %s 64 /var/log/demo-tree.log --port 7777 --pidfile /var/lib/demo/tree.pid </dev/null >/dev/null 2>&1 &"
                        .formatted(tree));
        await("Redis", host, RedisServer.PORT, "PING", "+PONG");
        await("the tree", host, TREE_PORT, "PING", "PONG");
        ask(host, RedisServer.PORT, "DEBUG POPULATE %d key 900".formatted(RedisServer.KEYS), SOON);
    }

    /** Redis on a host. */
    RedisServer redis(String host) {
        return new RedisServer(address(host), RedisServer.PORT);
    }

    /** Ends both, wherever they are. */
    void stop() {
        for (LabHost any : lab.hosts()) {
            laboratory.host(
                    any.name(),
                    SOON,
                    "sh",
                    "-c",
                    "kill -9 $(pgrep -x redis-server; pgrep -f '^/usr/bin/python3 /usr/local/bin/tree.py') 2>/dev/null");
        }
    }

    /** Checksum over all memory of the tree's processes. */
    String treeSum(String host) {
        return ask(host, TREE_PORT, "SUM", SOON);
    }

    /** Process ids of the tree. */
    String treePids(String host) {
        return ask(host, TREE_PORT, "PIDS", SOON);
    }

    /** Process id of Redis on a host; empty: it does not run there. */
    String redisPid(String host) {
        return laboratory
                .host(host, SOON, "sh", "-c", "pgrep -x redis-server || true")
                .out()
                .strip();
    }

    /** What is on a host that was ours: processes, images, states; empty: nothing. */
    String leftOn(String host) {
        return laboratory
                .host(
                        host,
                        SOON,
                        "sh",
                        "-c",
                        "pgrep -ax 'redis-server|criu'; pgrep -af '^/usr/bin/python3 /usr/local/bin/tree.py'; ls -A /run/relocation;"
                                + " ls -A /var/lib/relocation/legs 2>/dev/null; grep relocation: /root/.ssh/authorized_keys; true")
                .out()
                .strip();
    }

    String address(String host) {
        return lab.host(host).address();
    }

    private void shell(String host, String script) {
        Outcome outcome = laboratory.host(host, SOON, "sh", "-c", script);
        if (!outcome.succeeded()) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED, "cannot start a workload on %s: %s".formatted(host, outcome.lastWords()));
        }
    }

    private void await(String what, String host, int port, String word, String answer) {
        long end = System.nanoTime() + SOON.toNanos();
        while (System.nanoTime() < end) {
            try (LineClient client = new LineClient(lab.host(host).address(), port, Duration.ofSeconds(2))) {
                if (client.ask(word).startsWith(answer)) {
                    return;
                }
            } catch (IOException e) {
                LockSupport.parkNanos(50_000_000);
            }
        }
        throw new RelocationException(ErrorCode.HOST_FAILED, "%s does not answer on %s".formatted(what, host));
    }

    private String ask(String host, int port, String line, Duration patience) {
        LabHost to = lab.host(host);
        try (LineClient client = new LineClient(to.address(), port, patience)) {
            return client.ask(line);
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED, "%s on %s: %s".formatted(line, host, e.getMessage()), e);
        }
    }
}
