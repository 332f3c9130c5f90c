// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.BothEnds;
import io.jenkins.plugins.relocation.driver.Route;
import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.host.Operation;
import io.jenkins.plugins.relocation.host.Supervisors;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The way of one leg: opens it on both hosts and gets memory and files across. */
final class Passage {
    private static final Duration BULK = Duration.ofHours(2);
    private static final Duration FREEZE = Duration.ofMinutes(15);

    private final HostScript script;
    private final Supervisors supervisors;
    private final Inspector inspector;
    private final Route route;

    /** The unit of each leg that this process opened. */
    private final Map<String, String> units = new ConcurrentHashMap<>();

    /** The legs that this process has made ready: hosts need not be asked about them. */
    private final Set<String> ready = ConcurrentHashMap.newKeySet();

    Passage(HostAccess access, HostScript script, Ticker ticker) {
        this.script = script;
        this.supervisors = new Supervisors(script);
        this.inspector = new Inspector(script, ticker);
        this.route = new Route(access, script, ticker);
    }

    /** Whether {@link #open} and {@link #copyFiles} were done, by this process or an earlier one. */
    boolean isOpen(Leg leg) {
        return ready.contains(leg.id()) || route.isReady(leg);
    }

    /** As {@link io.jenkins.plugins.relocation.spi.Driver#hasImage}. */
    boolean hasImage(Leg leg) {
        return route.hasImage(leg);
    }

    /** Opens the leg at {@code from} only, and has supervisors leave the workload alone there. Can be repeated. */
    ProcessRow openSource(Leg leg, ProcessSettings settings) {
        ProcessRow root = inspector.root(leg.workload(), settings, leg.from());
        openSource(leg, settings, root, inspector.unitOf(root, leg.from()));
        return root;
    }

    private void openSource(Leg leg, ProcessSettings settings, ProcessRow root, String unit) {
        script.run(leg, Leg.End.FROM, ProcessCommands.openSource(leg, settings, root, unit));
        if (!unit.isEmpty()) {
            supervisors.hold(leg, Leg.End.FROM, unit);
        }
    }

    /** Gets both hosts ready while the workload runs: directories, key, supervisors. Can be repeated. */
    void open(Leg leg, ProcessSettings settings) {
        ProcessRow root = inspector.root(leg.workload(), settings, leg.from());
        String unit = inspector.unitOf(root, leg.from());
        BothEnds.run(
                () -> openSource(leg, settings, root, unit),
                () -> script.run(leg, Leg.End.TO, ProcessCommands.openTarget(leg, settings, root, unit)));
        route.connect(leg);
        if (!unit.isEmpty()) {
            supervisors.hold(leg, Leg.End.TO, unit);
            supervisors.arrive(leg, Leg.End.TO, unit);
        }
        units.put(leg.id(), unit);
    }

    /** Copies data files while the workload runs. */
    void copyFiles(Leg leg, Progress progress) {
        Operation bulk = route.send(leg, "bulk", BULK, progress);
        Route.require(leg, Leg.End.FROM, bulk, "copying data files");
        ready.add(leg.id());
    }

    /** Freezes the workload and gets everything across. */
    Operation freeze(Leg leg, Progress progress) {
        String unit = unit(leg, Leg.End.FROM);
        if (!unit.isEmpty()) {
            supervisors.holdFrozen(leg, Leg.End.FROM, unit);
        }
        Operation freeze = route.send(leg, "freeze", FREEZE, progress);
        route.requireFrozen(leg, freeze, progress);
        return freeze;
    }

    /** The systemd unit of the workload at one end; empty: none, or the leg is not open there. */
    String unit(Leg leg, Leg.End end) {
        String known = units.get(leg.id());
        return known != null
                ? known
                : script.run(leg, end, Call.of("leg-read", leg.id(), "unit")).text();
    }

    /** Nothing of the leg is known any more: its ends are being removed. */
    void forget(Leg leg) {
        ready.remove(leg.id());
        units.remove(leg.id());
    }
}
