// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.HostLook;
import io.jenkins.plugins.relocation.driver.HostReadings;
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
import java.util.Map;
import java.util.Optional;

/** Looks at containers on hosts; changes nothing there. */
final class ContainerInspector {
    /** Checksums of root file systems take their time. */
    private static final Duration LOOK = Duration.ofMinutes(5);

    private final HostScript script;
    private final HostLook hosts;

    ContainerInspector(HostScript script, Ticker ticker) {
        this(script, new HostLook(script, ticker, LOOK));
    }

    private ContainerInspector(HostScript script, HostLook hosts) {
        this.script = script;
        this.hosts = hosts;
    }

    /** How it looks at hosts. */
    HostLook hosts() {
        return hosts;
    }

    /** The same for one plan or one round of prechecks: what was asked in it is not asked again. */
    ContainerInspector snapshot() {
        return new ContainerInspector(script, hosts.snapshot());
    }

    /** Asks a host; what it does not answer is missing in the report. */
    Report ask(Host host, List<String> function, List<String> list) {
        return hosts.ask(host, function, list);
    }

    Report ask(Host host, List<String> function) {
        return ask(host, function, List.of());
    }

    /**
     * The workload's container.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when it does not run there
     */
    Container container(Workload workload, ContainerSettings settings, Host host) {
        Report report = ask(host, ContainerCommands.container(settings));
        Optional<Container> container = ContainerOutput.container(report);
        return container.orElseThrow(() -> new RelocationException(
                ErrorCode.BAD_INPUT,
                "workload %s: %s does not run on host %s: its state is %s; start it, or correct the settings"
                        .formatted(
                                workload.name(),
                                settings.describe(),
                                host.name(),
                                report.first("found").orElse("not told"))));
    }

    /** Measures a workload. */
    Survey survey(Workload workload, ContainerSettings settings, Host host) {
        Container container = container(workload, settings, host);
        Report report = ask(host, ContainerCommands.size(container), ContainerCommands.data(settings));
        long memory = HostReadings.memoryBytes(report);
        List<Long> processes = ContainerOutput.processes(report);
        if (processes.isEmpty()) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "%s of workload %s ended while host %s was looked at; try again"
                            .formatted(settings.describe(), workload.name(), host.name()));
        }
        String description = "%s: %s, %d %s, %d MiB"
                .formatted(
                        settings.describe(),
                        container.command(),
                        processes.size(),
                        processes.size() == 1 ? "process" : "processes",
                        memory >> 20);
        return new Survey(memory, HostReadings.dataBytes(report), processes, description);
    }

    /** What every container of a host is like, by "RUNTIME NAME". */
    Map<String, Report> containers(Host host) {
        return ContainerOutput.sections(script.look(host, List.of("report_containers"), List.of(), LOOK));
    }
}
