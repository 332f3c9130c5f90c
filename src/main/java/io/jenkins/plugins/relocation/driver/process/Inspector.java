// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

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
import java.util.stream.Collectors;

/** Looks at process trees on hosts; changes nothing there. */
final class Inspector {
    /** Checksums of large executables take their time. */
    private static final Duration LOOK = Duration.ofMinutes(3);

    private final HostLook hosts;

    Inspector(HostScript script, Ticker ticker) {
        this(new HostLook(script, ticker, LOOK));
    }

    private Inspector(HostLook hosts) {
        this.hosts = hosts;
    }

    /** How it looks at hosts. */
    HostLook hosts() {
        return hosts;
    }

    /** The same for one plan or one round of prechecks: what was asked in it is not asked again. */
    Inspector snapshot() {
        return new Inspector(hosts.snapshot());
    }

    /** Asks a host; what it does not answer is missing in the report. */
    Report ask(Host host, List<String> function, List<String> list) {
        return hosts.ask(host, function, list);
    }

    Report ask(Host host, List<String> function) {
        return ask(host, function, List.of());
    }

    /** All roots that the settings match on a host. */
    List<ProcessRow> roots(ProcessSettings settings, Host host) {
        return ProcessTable.of(ask(host, ProcessCommands.candidates(settings))).roots(settings.selector());
    }

    /**
     * The root of the workload's tree.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when there is not exactly one
     */
    ProcessRow root(Workload workload, ProcessSettings settings, Host host) {
        List<ProcessRow> roots = roots(settings, host);
        if (roots.size() != 1) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "workload %s: %s matches %s on host %s, exactly one process tree is needed; %s"
                            .formatted(
                                    workload.name(),
                                    settings.selector().describe(),
                                    describe(roots),
                                    host.name(),
                                    roots.isEmpty() ? "is it running there?" : "make the settings more precise"));
        }
        return roots.get(0);
    }

    /** Roots for people. */
    static String describe(List<ProcessRow> roots) {
        if (roots.isEmpty()) {
            return "nothing";
        }
        return roots.stream()
                .map(row -> "%d (%s)".formatted(row.pid(), row.commandLine()))
                .collect(Collectors.joining(", "));
    }

    /** The systemd unit whose main process that is; empty: none. */
    String unitOf(ProcessRow root, Host host) {
        Report report = ask(host, ProcessCommands.unitOf(root.pid()));
        if (!report.has("unit-of")) {
            // Taken for "no unit", systemd would start the workload again where it is given up.
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "host %s does not tell which unit looks after process %d; try again"
                            .formatted(host.name(), root.pid()));
        }
        boolean main = report.lines("unit-of").contains("MainPID=" + root.pid());
        return main
                ? report.lines("unit-of").stream()
                        .filter(line -> line.startsWith("Id="))
                        .map(line -> line.substring("Id=".length()))
                        .findFirst()
                        .orElse("")
                : "";
    }

    /** Measures a workload. */
    Survey survey(Workload workload, ProcessSettings settings, Host host) {
        ProcessRow root = root(workload, settings, host);
        Report report = ask(host, List.of("report_size", Long.toString(root.pid())));
        ProcessTable table = ProcessTable.of(report);
        long memory = HostReadings.memoryBytes(report);
        long data = HostReadings.dataBytes(
                settings.data().isEmpty() ? Report.EMPTY : ask(host, ProcessCommands.data(settings)));
        List<Long> pids = table.tree(root.pid()).stream().map(ProcessRow::pid).toList();
        if (pids.isEmpty()) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "process %d of workload %s ended while host %s was looked at; try again"
                            .formatted(root.pid(), workload.name(), host.name()));
        }
        String description = "%s, %d %s, %d MiB"
                .formatted(root.commandLine(), pids.size(), pids.size() == 1 ? "process" : "processes", memory >> 20);
        return new Survey(memory, data, pids, description);
    }
}
