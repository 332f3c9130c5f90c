// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.JanitorReport;
import io.jenkins.plugins.relocation.engine.JanitorRequest;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "janitor",
        mixinStandardHelpOptions = true,
        description =
                "Lists what relocations have left on hosts, and why it may be removed or not; removes it only with"
                        + " --apply. What may be the only copy of a workload is never removed.")
final class JanitorCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(
            names = {"-i", "--inventory"},
            required = true,
            paramLabel = "FILE",
            description = "An inventory with at least the hosts.")
    private Path inventory;

    @Option(names = "--host", paramLabel = "HOST", description = "Only this host; may be repeated (default: all).")
    private List<String> hosts = new ArrayList<>();

    @Option(
            names = "--run",
            paramLabel = "RUN",
            description =
                    "A run that this controller does not know and that nobody works on any more: what it left may be"
                            + " removed too, if nothing of it is held or at work; may be repeated.")
    private List<String> runs = new ArrayList<>();

    @Option(
            names = "--retention",
            paramLabel = "DURATION",
            description = "Keep images of ended runs until they are so old, as P7D (default: do not keep them).")
    private Duration retention = Duration.ZERO;

    @Option(names = "--apply", description = "Remove what may be removed, and look again.")
    private boolean apply;

    @Override
    public Integer call() {
        JanitorRequest request = new JanitorRequest(Set.copyOf(runs), retention);
        List<Host> chosen = chosen(Controller.inventoryReader().read(Inputs.text(inventory), inventory.toString()));
        try (Controller controller = common.controller()) {
            JanitorReport report = apply
                    ? controller.janitor().clean(chosen, request)
                    : controller.janitor().look(chosen, request);
            new JanitorView(System.out, common.json(), common.verbose(), apply).show(report);
            return status(report);
        }
    }

    private List<Host> chosen(Inventory known) {
        List<String> names = known.hosts().stream().map(Host::name).toList();
        hosts.stream().filter(host -> !names.contains(host)).findFirst().ifPresent(host -> {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "the inventory %s has no host %s; it has %s".formatted(inventory, Names.quote(host), names));
        });
        return known.hosts().stream()
                .filter(host -> hosts.isEmpty() || hosts.contains(host.name()))
                .toList();
    }

    private static int status(JanitorReport report) {
        if (!report.failed().isEmpty()) {
            System.err.printf(
                    "relocation: %d of what was to be removed is still there%n",
                    report.failed().size());
        }
        report.silent().forEach((host, why) -> System.err.printf("relocation: host %s was left out: %s%n", host, why));
        if (!report.failed().isEmpty()) {
            return ErrorCode.HOST_FAILED.exitStatus();
        }
        return report.silent().isEmpty() ? 0 : ErrorCode.HOST_UNREACHABLE.exitStatus();
    }
}
