// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import java.util.List;

/**
 * What a workload is like on its host now.
 *
 * @param memoryBytes memory it uses
 * @param dataBytes bytes of files that have to be copied with it
 * @param processes ids of its processes on the host, root first
 * @param description what it is, for people: "redis-server *:6379, 1 process, 112 MiB"
 */
public record Survey(long memoryBytes, long dataBytes, List<Long> processes, String description) {
    public Survey {
        processes = List.copyOf(processes);
    }
}
