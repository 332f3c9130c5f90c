// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.lab.Outcome;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.List;

/** Redis in a container with an address and a hardware address of its own: {@code redis-container.sh} on the hosts. */
final class RedisContainer {
    static final String NAME = "redis1";
    static final String RUNTIME = "crun";
    static final String ADDRESS = "10.77.0.50";
    /** The container's configuration on each host, which its runtime needs to restore it. */
    static final String CONFIG = "/ctr/config.json";
    /** A file that is on one host only. */
    static final String LICENCE = "/srv/demo/licence";

    private static final Duration SOON = Duration.ofSeconds(30);

    private final Laboratory laboratory;

    RedisContainer(Laboratory laboratory) {
        this.laboratory = laboratory;
    }

    /** Prepares hosts for it: a bridge, its bundle. */
    void prepare(List<String> hosts) {
        for (String host : hosts) {
            laboratory.installWorkload(host, "redis-container.sh");
            script(host, "up");
        }
    }

    /** Starts it on a host that is prepared. */
    void start(String host) {
        script(host, "start", RUNTIME, Integer.toString(RedisServer.KEYS));
        laboratory.write(host, LICENCE, new byte[0], "644");
    }

    RedisServer server() {
        return new RedisServer(ADDRESS, RedisServer.PORT);
    }

    /** Hosts that run it, with a blank between them. */
    String runsOn(List<String> hosts) {
        return String.join(
                " ",
                hosts.stream()
                        .filter(host -> !script(host, "running").isEmpty())
                        .toList());
    }

    /** What is on a host and should not be; empty: nothing. */
    String leftOn(String host) {
        return script(host, "leftovers");
    }

    /** Takes away what a restore needs. */
    void spoil(String host) {
        laboratory.host(host, SOON, "rm", CONFIG);
    }

    private String script(String host, String... words) {
        String[] command = new String[words.length + 1];
        command[0] = "/usr/local/bin/redis-container.sh";
        System.arraycopy(words, 0, command, 1, words.length);
        Outcome outcome = laboratory.host(host, SOON, command);
        if (!outcome.succeeded()) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "redis-container.sh %s on %s ended with %d: %s"
                            .formatted(String.join(" ", words), host, outcome.exit(), outcome.lastWords()));
        }
        return outcome.out().strip();
    }
}
