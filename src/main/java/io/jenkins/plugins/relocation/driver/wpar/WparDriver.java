// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Route;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.host.Operation;
import io.jenkins.plugins.relocation.host.Operations;
import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Discovered;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Load;
import io.jenkins.plugins.relocation.spi.Memory;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Survey;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Moves workload partitions of AIX. Live: checkpoint to storage that both hosts share; the paused original is held until it is given up.
 * Static: stopped on the source, started on the target; what is held is its definition.
 */
final class WparDriver implements Driver {
    private static final Duration DEFINE = Duration.ofMinutes(10);
    private static final Duration WORK = Duration.ofMinutes(15);
    private static final Duration FREEZE = Duration.ofMinutes(10);
    private static final int TRIES = 3;

    private final HostScript script;
    private final Operations operations;
    private final WparInspector inspector;

    WparDriver(HostAccess access, Ticker ticker) {
        this.script = HostScript.aix(access);
        this.operations = new Operations(script, ticker);
        this.inspector = new WparInspector(script, ticker);
    }

    private WparDriver(WparDriver driver, WparInspector inspector) {
        this.script = driver.script;
        this.operations = driver.operations;
        this.inspector = inspector;
    }

    @Override
    public Driver snapshot() {
        return new WparDriver(this, inspector.snapshot());
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.HELD_SOURCE,
                Capability.LIVE_RETURN,
                Capability.RESTORE_POINT,
                Capability.DISCOVER,
                Capability.ASKS_PERMIT);
    }

    // ---- looking ----

    @Override
    public List<Discovered> discover(Host host) {
        return inspector.partitions(host).stream()
                .map(partition -> WparDiscovery.of(partition, inspector.ask(host, WparCommands.wpar(partition.name()))))
                .toList();
    }

    @Override
    public Survey survey(Workload workload, Host on) {
        return inspector.survey(workload, on);
    }

    @Override
    public Memory memory(Host host) {
        return new WparFacts(inspector).memory(host);
    }

    @Override
    public Load load(Host host, List<Workload> workloads, Duration period) {
        return new WparLoad(script, inspector).of(host, workloads, period);
    }

    @Override
    public List<Fact> facts(Workload workload, Host from, Host to) {
        return new WparFacts(inspector).conditions(workload, from, to);
    }

    /** Live or static: decided with the plan, and part of it. */
    @Override
    public TransferPlan pack(Workload workload, Host from, Host to, TransferPlan link) {
        return TransferPlan.over(new WparFacts(inspector).way(workload, from, to), "");
    }

    @Override
    public Map<String, String> readings(Host host, List<Fact> facts) {
        return new WparFacts(inspector).readings(host, facts);
    }

    @Override
    public List<Finding> precheck(Leg leg) {
        return new WparPrecheck(inspector).findings(leg);
    }

    // ---- moving ----

    @Override
    public void prepare(Leg leg, Progress progress) {
        Partition partition = inspector.partition(leg.workload(), leg.from());
        script.run(leg, Leg.End.FROM, WparCommands.open(leg, Leg.End.FROM, partition));
        script.run(leg, Leg.End.TO, WparCommands.open(leg, Leg.End.TO, partition));
        if (leg.way() == Leg.Way.OUT) {
            script.run(leg, Leg.End.FROM, WparCommands.hold(leg));
        }
        script.run(leg, Leg.End.FROM, WparCommands.spec(leg));
        if (leg.way() == Leg.Way.OUT) {
            complete(leg, Leg.End.TO, "define", DEFINE, progress, "defining");
        }
    }

    private boolean isOpen(Leg leg) {
        return isOpen(leg, Leg.End.FROM) && isOpen(leg, Leg.End.TO);
    }

    private boolean isOpen(Leg leg, Leg.End end) {
        return !script.run(leg, end, WparCommands.readRole(leg)).text().isEmpty();
    }

    @Override
    public Duration checkpoint(Leg leg, Progress progress) {
        Operation point = complete(leg, Leg.End.FROM, "point", WORK, progress, "taking a restore point of");
        return Duration.ofMillis(point.millis("begin", "end"));
    }

    @Override
    public void freeze(Leg leg, Progress progress) {
        if (!isOpen(leg)) {
            prepare(leg, progress);
        }
        Duration deadline = leg.workload().policy().freezeBudget().plus(FREEZE);
        Operation freeze = again(leg, Leg.End.FROM, "freeze", deadline, progress);
        if (!freeze.succeeded()) {
            Route.tellHowLong(freeze, progress);
        }
        require(leg, Leg.End.FROM, freeze, "freezing");
        progress.frozen(Duration.ofMillis(freeze.millis("begin", "now")));
        progress.sent();
        progress.note("workload %s: %s after %d ms"
                .formatted(
                        leg.workload().name(),
                        WparCommands.isStatic(leg) ? "stopped" : "saved and paused",
                        freeze.millis("begin", "dumped")));
    }

    @Override
    public void restore(Leg leg, Progress progress) {
        complete(leg, Leg.End.TO, "restore", WORK, progress, "restoring");
    }

    /** What was saved lies where both hosts see it. */
    @Override
    public boolean hasImage(Leg leg) {
        return script.run(leg, Leg.End.TO, WparCommands.received(leg)).text().equals("received=yes");
    }

    /** The permit lies where both hosts see it, so that either of them can take it back. */
    @Override
    public boolean revoke(Leg leg) {
        try {
            return revoke(leg, Leg.End.TO);
        } catch (RelocationException e) {
            if (e.code() != ErrorCode.HOST_UNREACHABLE) {
                throw e;
            }
            // Of a permit that was given, only the target knows what came of it.
            if (revoke(leg, Leg.End.FROM)) {
                return true;
            }
            throw e;
        }
    }

    private boolean revoke(Leg leg, Leg.End end) {
        return script.run(leg, end, WparCommands.revoke(leg, end)).text().equals("permit=void");
    }

    @Override
    public void resume(Leg leg) {
        complete(leg, Leg.End.TO, "resume", WORK, Progress.NONE, "resuming");
    }

    @Override
    public void thaw(Leg leg) {
        complete(leg, Leg.End.FROM, "thaw", WORK, Progress.NONE, "continuing");
    }

    /**
     * An end that was never opened has nothing of the leg; whether something else is there, a look tells. What is to come back
     * where no way back was begun finds the original, or what is held of it: that makes room, and its definition stays.
     */
    @Override
    public void discard(Leg leg, Leg.End end) {
        if (isOpen(leg, end)) {
            complete(leg, end, "discard", WORK, Progress.NONE, "giving up");
        } else if (leg.way() == Leg.Way.BACK && end == Leg.End.TO && isOpen(leg.reversed(), Leg.End.FROM)) {
            complete(leg.reversed(), Leg.End.FROM, "make-room", WORK, Progress.NONE, "making room for");
        }
    }

    @Override
    public void adopt(Leg leg, Leg.End home) {
        boolean isOut = leg.way() == Leg.Way.OUT;
        Leg out = isOut ? leg : leg.reversed();
        if (isOut == (home == Leg.End.FROM)) {
            script.run(out, Leg.End.FROM, WparCommands.adoptAsBefore(out));
            return;
        }
        boolean auto =
                script.run(out, Leg.End.FROM, WparCommands.hold(out)).text().equals("auto=yes");
        script.run(out, Leg.End.TO, WparCommands.adopt(out, auto));
    }

    @Override
    public void cleanUp(Leg leg, Leg.End end) {
        script.run(leg, end, WparCommands.clean(leg, runsElsewhere(leg, end)));
    }

    /** What nobody can tell must not remove a definition that may be all that is left. Where it runs, none is removed. */
    private boolean runsElsewhere(Leg leg, Leg.End end) {
        if (Sighting.of(each -> look(leg, each), end).state() == Observation.State.RUNNING) {
            return false;
        }
        Leg.End other = end == Leg.End.FROM ? Leg.End.TO : Leg.End.FROM;
        Sighting seen = Sighting.of(each -> look(leg, each), other);
        if (seen.state() == Observation.State.UNKNOWN) {
            throw new RelocationException(
                    ErrorCode.HOST_UNREACHABLE,
                    "whether the definition of %s on host %s is still needed cannot be told: %s"
                            .formatted(leg.workload().name(), leg.host(end).name(), seen.detail()));
        }
        return seen.state() == Observation.State.RUNNING;
    }

    @Override
    public void restorePoint(Leg leg, RestorePointUse use) {
        switch (use) {
            case REMOVE -> script.run(leg, Leg.End.FROM, WparCommands.removePoint(leg));
            case CONTINUE ->
                complete(
                        leg, Leg.End.FROM, "return-to-point", WORK, Progress.NONE, "continuing from its restore point");
        }
    }

    private Operation complete(
            Leg leg, Leg.End end, String operation, Duration deadline, Progress progress, String doing) {
        Operation done = again(leg, end, operation, deadline, progress);
        require(leg, end, done, doing);
        return done;
    }

    private static boolean isLost(Operation operation) {
        return operation.state() == Operation.State.LOST || operation.state() == Operation.State.NONE;
    }

    /** What its host has lost, in a power cut or by a kill, is done again: every operation looks first. */
    private Operation again(Leg leg, Leg.End end, String operation, Duration deadline, Progress progress) {
        Operation done = operations.complete(leg, end, operation, deadline, progress);
        for (int tries = 1; tries < TRIES && isLost(done); tries++) {
            done = operations.complete(leg, end, operation, deadline, progress);
        }
        return done;
    }

    /** What would decide did not answer: that is not known, and may be tried again. */
    private static void require(Leg leg, Leg.End end, Operation done, String doing) {
        try {
            Route.require(leg, end, done, doing);
        } catch (RelocationException e) {
            if (done.status() == HostScript.SILENT) {
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, e.getMessage(), e);
            }
            throw e;
        }
    }

    // ---- reading back ----

    @Override
    public Observation observe(Leg leg) {
        return Sighting.ofBoth(leg, end -> look(leg, end));
    }

    @Override
    public Observation.State observe(Leg leg, Leg.End end) {
        return Sighting.of(each -> look(leg, each), end).state();
    }

    private Sighting look(Leg leg, Leg.End end) {
        Report report = Report.of(script.run(leg, end, WparCommands.observe()));
        return HostState.of(report, WparSettings.of(leg.workload()).wpar());
    }
}
