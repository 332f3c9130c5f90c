// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.spi.Discovered;
import java.util.List;
import java.util.Map;

/** Makes a partition into a workload. */
final class WparDiscovery {
    private WparDiscovery() {}

    static Discovered of(Partition partition, Report closer) {
        long bytes = AixReadings.partitionBytes(closer).orElse(0);
        String name = partition.name().replaceAll("[^A-Za-z0-9_.-]", "-").replaceAll("^[^A-Za-z0-9]+", "w");
        return new Discovered(
                name,
                WparDriverFactory.ID,
                Map.of("wpar", partition.name()),
                "%s, %s, address %s, %s%s%s"
                        .formatted(
                                partition.describe(),
                                partition.checkpointable() ? "checkpointable" : "not checkpointable: moves are static",
                                partition.addresses().isEmpty() ? "none" : String.join(" ", partition.addresses()),
                                storage(partition),
                                partition.limits().isEmpty() ? "" : ", " + String.join(", ", partition.limits()),
                                partition.auto() ? ", starts with its host" : ""),
                bytes,
                AixReadings.partitionProcesses(closer),
                List.of());
    }

    private static String storage(Partition partition) {
        List<String> servers = partition.mounts().stream()
                .filter(Partition.Mount::isNfs)
                .map(Partition.Mount::node)
                .distinct()
                .toList();
        return servers.isEmpty() ? "no NFS file systems" : "file systems on " + String.join(", ", servers);
    }
}
