// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.CriuLog;
import io.jenkins.plugins.relocation.driver.Relay;
import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.host.Operation;
import io.jenkins.plugins.relocation.host.Operations;
import io.jenkins.plugins.relocation.host.Supervisors;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.Locale;

/** The way of one leg: opens it on both hosts and gets memory and files across. */
final class Passage {
    private static final Duration BULK = Duration.ofHours(2);
    private static final Duration FREEZE = Duration.ofMinutes(15);

    private final HostScript script;
    private final Operations operations;
    private final Supervisors supervisors;
    private final Inspector inspector;
    private final Relay relay;

    Passage(HostAccess access, HostScript script, Ticker ticker) {
        this.script = script;
        this.operations = new Operations(script, ticker);
        this.supervisors = new Supervisors(script);
        this.inspector = new Inspector(script);
        this.relay = new Relay(access, script);
    }

    /** Whether {@link #open} was done, by this process or an earlier one. */
    boolean isOpen(Leg leg) {
        return script.run(leg, Leg.End.FROM, Call.of("leg-read", leg.id(), "root"))
                        .text()
                        .length()
                > 0;
    }

    /** Opens the leg at {@code from} only, and has supervisors leave the workload alone there. Can be repeated. */
    ProcessRow openSource(Leg leg, ProcessSettings settings) {
        ProcessRow root = inspector.root(leg.workload(), settings, leg.from());
        String unit = inspector.unitOf(root, leg.from());
        script.run(leg, Leg.End.FROM, ProcessCommands.openSource(leg, settings, root, unit));
        if (!unit.isEmpty()) {
            supervisors.hold(leg, Leg.End.FROM, unit);
        }
        return root;
    }

    /** Gets both hosts ready while the workload runs: directories, key, supervisors. Can be repeated. */
    void open(Leg leg, ProcessSettings settings) {
        ProcessRow root = openSource(leg, settings);
        String unit = unit(leg, Leg.End.FROM);
        script.run(leg, Leg.End.TO, ProcessCommands.openTarget(leg, settings, root, unit));
        if (path(leg) == Transfer.Path.ONE_OFF_KEY) {
            String key =
                    script.run(leg, Leg.End.FROM, ProcessCommands.makeKey(leg)).text();
            script.run(leg, Leg.End.TO, ProcessCommands.allowKey(leg, key));
            script.run(leg, Leg.End.FROM, ProcessCommands.link(leg));
        }
        if (!unit.isEmpty()) {
            supervisors.hold(leg, Leg.End.TO, unit);
            supervisors.arrive(leg, Leg.End.TO, unit);
        }
    }

    /** Copies data files while the workload runs. */
    void copyFiles(Leg leg, Progress progress) {
        Operation bulk = send(leg, "bulk", BULK, progress);
        require(leg, Leg.End.FROM, bulk, "copying data files");
    }

    /** Freezes the workload and gets everything across. */
    Operation freeze(Leg leg, Progress progress) {
        String unit = unit(leg, Leg.End.FROM);
        if (!unit.isEmpty()) {
            supervisors.holdFrozen(leg, Leg.End.FROM, unit);
        }
        Operation freeze = send(leg, "freeze", FREEZE, progress);
        require(leg, Leg.End.FROM, freeze, "freezing");
        return freeze;
    }

    /** The systemd unit of the workload at one end; empty: none, or the leg is not open there. */
    String unit(Leg leg, Leg.End end) {
        return script.run(leg, end, Call.of("leg-read", leg.id(), "unit")).text();
    }

    private Operation send(Leg leg, String operation, Duration deadline, Progress progress) {
        if (path(leg) == Transfer.Path.CONTROLLER
                && !operations.start(leg, Leg.End.FROM, operation).ended()) {
            progress.note("workload %s: its memory passes through the controller, as the inventory asks; that is slower"
                    .formatted(leg.workload().name()));
            relay.carry(leg, operation, deadline);
        }
        return operations.complete(leg, Leg.End.FROM, operation, deadline, progress);
    }

    private static Transfer.Path path(Leg leg) {
        boolean through = leg.from().transfer().path() == Transfer.Path.CONTROLLER
                || leg.to().transfer().path() == Transfer.Path.CONTROLLER;
        return through ? Transfer.Path.CONTROLLER : Transfer.Path.ONE_OFF_KEY;
    }

    /** Throws unless an operation ended as it should, with the reason as far as it is known. */
    static void require(Leg leg, Leg.End end, Operation operation, String doing) {
        if (operation.succeeded()) {
            return;
        }
        String how = operation.state() == Operation.State.DONE
                ? "failed with status " + operation.status()
                : "is " + operation.state().name().toLowerCase(Locale.ROOT) + ": its process is gone";
        throw new RelocationException(
                ErrorCode.HOST_FAILED,
                "%s workload %s on host %s %s: %s"
                        .formatted(doing, leg.workload().name(), leg.host(end).name(), how, reason(operation)));
    }

    private static String reason(Operation operation) {
        String said = String.join("; ", operation.said()).replace("relocation: ", "");
        if (operation.log().isEmpty()) {
            return said.isEmpty() ? "it said nothing" : said;
        }
        return said + (said.isEmpty() ? "" : "; ") + CriuLog.explain(operation.log());
    }
}
