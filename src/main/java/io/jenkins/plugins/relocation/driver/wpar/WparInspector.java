// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.HostLook;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Survey;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

/** Looks at AIX systems and their partitions; changes nothing there. */
final class WparInspector {
    private static final Duration LOOK = Duration.ofMinutes(2);

    private final HostLook hosts;

    WparInspector(HostScript script, Ticker ticker) {
        this(new HostLook(script, ticker, LOOK));
    }

    private WparInspector(HostLook hosts) {
        this.hosts = hosts;
    }

    /** The same for one plan or one round of prechecks: what was asked in it is not asked again. */
    WparInspector snapshot() {
        return new WparInspector(hosts.snapshot());
    }

    Report ask(Host host, List<String> function, List<String> list) {
        return hosts.ask(host, function, list);
    }

    Report ask(Host host, List<String> function) {
        return ask(host, function, List.of());
    }

    Report host(Host host) {
        return ask(host, WparCommands.host(host));
    }

    /**
     * All partitions of a host; none where there is no lswpar.
     *
     * @throws RelocationException with {@link ErrorCode#HOST_FAILED} when it does not list them
     */
    List<Partition> partitions(Host host) {
        Report report = ask(host, WparCommands.wpars());
        if (AixReadings.hasNoPartitions(report)) {
            return List.of();
        }
        boolean tells = report.lines("general").isEmpty() || Partition.areListed(report);
        if (!AixReadings.areListed(report) || !tells) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "host %s does not list its partitions; look at lswpar -G there: %s"
                            .formatted(host.name(), String.join("; ", report.lines("general"))));
        }
        return Partition.all(report);
    }

    /**
     * The workload's partition.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when it is not there
     */
    Partition partition(Workload workload, Host host) {
        String name = WparSettings.of(workload).wpar();
        List<Partition> partitions = partitions(host);
        return partitions.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "workload %s: there is no workload partition %s on host %s; lswpar shows %s"
                                .formatted(
                                        workload.name(),
                                        name,
                                        host.name(),
                                        partitions.stream().map(Partition::name).toList())));
    }

    Survey survey(Workload workload, Host host) {
        Partition partition = partition(workload, host);
        Report closer = ask(host, WparCommands.wpar(partition.name()));
        OptionalLong bytes = AixReadings.partitionBytes(closer);
        if (bytes.isEmpty() && partition.isActive()) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "host %s does not tell what memory partition %s uses (ps -e -@ %s): %s"
                            .formatted(
                                    host.name(),
                                    partition.name(),
                                    partition.name(),
                                    String.join("; ", closer.lines("processes"))));
        }
        long memory = bytes.orElse(0);
        return new Survey(
                memory,
                0,
                AixReadings.partitionProcesses(closer),
                "%s, %d MiB".formatted(partition.describe(), memory >> 20));
    }
}
