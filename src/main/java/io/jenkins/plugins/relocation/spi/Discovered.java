// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import java.util.List;
import java.util.Map;

/**
 * A workload found on a host.
 *
 * @param suggestedName a valid name
 * @param driver id of the driver that found it
 * @param settings settings with which that driver finds it again
 * @param description what it is, for people
 * @param memoryBytes memory it uses
 * @param processes ids of its processes on the host, root first; empty where that means nothing
 * @param listens TCP ports it listens on, as a hint for probes
 */
public record Discovered(
        String suggestedName,
        String driver,
        Map<String, Object> settings,
        String description,
        long memoryBytes,
        List<Long> processes,
        List<Integer> listens) {
    public Discovered {
        settings = Map.copyOf(settings);
        processes = List.copyOf(processes);
        listens = List.copyOf(listens);
    }
}
