// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Redis in a container with an address of its own, on hosts that are bridged for it: {@code redis-container.sh}. */
record Container(Machines machines, String runtime, List<String> hosts) {
    static final String ADDRESS = "10.77.0.50";

    private static final String FIXTURE = "/usr/local/lib/containers.sh";

    /** Prepares the hosts, which may have something of an earlier test, and starts it on the first. */
    Container start() {
        byte[] fixture = (resource("/lab/workloads/redis-container.sh") + resource("/lab/containers.sh"))
                .getBytes(StandardCharsets.UTF_8);
        for (String host : hosts) {
            machines.laboratory.write(host, FIXTURE, fixture, "644");
            run(host, "down");
            run(host, "up");
        }
        run(hosts.get(0), "start", runtime, Integer.toString(Redis.KEYS));
        return this;
    }

    /** The workload of an inventory, with one more probe: YAML in flow style, or empty. */
    String workload(String host, String probe) {
        return """
                driver: container, host: %s, \
                settings: {runtime: %s, name: redis1, tcp: keep, data: [/ctr/rootfs/data]}, \
                probes: [{type: line, address: %s, port: 6379, send: PING, expect: +PONG, interval: 50ms, within: 10s}%s]"""
                .formatted(host, runtime, ADDRESS, probe.isEmpty() ? "" : ", " + probe);
    }

    /** Expects that it runs there, and nowhere else, and that nothing of its moves is left. */
    void expectOn(String host) {
        for (String each : hosts) {
            assertThat(run(each, "running"))
                    .as("runtimes that run it on " + each)
                    .isEqualTo(each.equals(host) ? runtime : "");
            assertThat(run(each, "leftovers")).as("left on " + each).isEmpty();
        }
    }

    /** Takes away what a restore on a host needs. */
    void spoil(String host) {
        machines.sh(host, "rm /ctr/config.json");
    }

    /** Removes it, and gives the hosts back as they were. */
    void down() {
        hosts.forEach(host -> run(host, "down"));
    }

    private String run(String host, String... words) {
        return machines.sh(host, ". " + FIXTURE + " \"$@\"", words);
    }

    private static String resource(String name) {
        try (InputStream in = Container.class.getResourceAsStream(name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
