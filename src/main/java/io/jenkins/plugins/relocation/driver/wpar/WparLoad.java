// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Load;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Measures how busy a system is, and what its partitions take of that. */
final class WparLoad {
    private static final Duration BESIDE = Duration.ofMinutes(1);

    private final HostScript script;
    private final WparInspector inspector;

    WparLoad(HostScript script, WparInspector inspector) {
        this.script = script;
        this.inspector = inspector;
    }

    /** The average over a period that begins now. */
    Load of(Host host, List<Workload> workloads, Duration period) {
        Report measured = Report.of(script.look(
                host,
                WparCommands.load(period),
                List.of(),
                period.multipliedBy(2).plus(BESIDE)));
        OptionalLong busy = AixReadings.busyPercent(measured);
        OptionalLong processors = AixReadings.processors(measured);
        if (busy.isEmpty() || processors.isEmpty()) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "host %s does not tell how busy it is: %s"
                            .formatted(host.name(), String.join("; ", measured.lines("vmstat"))));
        }
        Map<String, Integer> shares = new HashMap<>();
        for (Workload workload : workloads) {
            Report closer = inspector.ask(
                    host, WparCommands.wpar(WparSettings.of(workload).wpar()));
            OptionalInt share = AixReadings.partitionCpuPercent(closer);
            if (share.isPresent()) {
                shares.put(workload.name(), share.getAsInt());
            }
        }
        return new Load((int) processors.getAsLong(), (int) busy.getAsLong(), shares);
    }
}
