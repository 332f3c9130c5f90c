// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Permits;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Route;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.driver.Spending;
import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.driver.Wire;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.host.Operation;
import io.jenkins.plugins.relocation.host.Operations;
import io.jenkins.plugins.relocation.host.Supervisors;
import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.Discovered;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
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

/** Moves plain process trees with CRIU 4.2 or later. The original stays frozen on its host until it is given up. */
class ProcessDriver implements Driver {
    private static final Duration RESTORE = Duration.ofMinutes(5);
    private static final String RESTORE_OPERATION = "restore";
    private static final Duration POINT = Duration.ofMinutes(30);

    private static final System.Logger LOG = System.getLogger(ProcessDriver.class.getName());

    private final HostScript script;
    private final Operations operations;
    private final Supervisors supervisors;
    private final Inspector inspector;
    private final Passage passage;
    private final Permits permits;
    private final Wire wire;

    ProcessDriver(HostAccess access, Ticker ticker) {
        this.script = new HostScript(access);
        this.operations = new Operations(script, ticker);
        this.supervisors = new Supervisors(script);
        this.inspector = new Inspector(script, ticker);
        this.passage = new Passage(access, script, ticker);
        this.wire = new Wire(script, inspector.hosts());
        this.permits = new Permits(script);
    }

    private ProcessDriver(ProcessDriver driver, Inspector inspector) {
        this.script = driver.script;
        this.operations = driver.operations;
        this.supervisors = driver.supervisors;
        this.inspector = inspector;
        this.passage = driver.passage;
        this.wire = new Wire(script, inspector.hosts());
        this.permits = driver.permits;
    }

    @Override
    public Driver snapshot() {
        return new ProcessDriver(this, inspector.snapshot());
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.HELD_SOURCE,
                Capability.LIVE_RETURN,
                Capability.RESTORE_POINT,
                Capability.DISCOVER,
                Capability.RESUMES_BY_ITSELF);
    }

    @Override
    public List<Discovered> discover(Host host) {
        return ProcessDiscovery.of(inspector.ask(host, List.of("report_all")));
    }

    @Override
    public Survey survey(Workload workload, Host on) {
        return inspector.survey(workload, ProcessSettings.of(workload), on);
    }

    @Override
    public Memory memory(Host host) {
        return new ProcessFacts(inspector).memory(host);
    }

    @Override
    public List<Fact> facts(Workload workload, Host from, Host to) {
        return new ProcessFacts(inspector).conditions(workload, ProcessSettings.of(workload), from, to);
    }

    @Override
    public long linkBytesPerSecond(Host from, Host to, TransferPlan transport) {
        return wire.bytesPerSecond(from, to, transport);
    }

    @Override
    public TransferPlan pack(Workload workload, Host from, Host to, TransferPlan link) {
        ProcessRow root = inspector.root(workload, ProcessSettings.of(workload), from);
        return wire.pack(from, to, link, root.pid());
    }

    @Override
    public Map<String, String> readings(Host host, List<Fact> facts) {
        return new ProcessFacts(inspector).readings(host, facts);
    }

    @Override
    public List<Finding> precheck(Leg leg) {
        return new ProcessPrecheck(inspector, wire).findings(leg);
    }

    @Override
    public void prepare(Leg leg, Progress progress) {
        passage.open(leg, settings(leg));
        passage.copyFiles(leg, progress);
    }

    @Override
    public Duration checkpoint(Leg leg, Progress progress) {
        passage.openSource(leg, settings(leg));
        Operation point = operations.complete(leg, Leg.End.FROM, "point", POINT, progress);
        Route.require(leg, Leg.End.FROM, point, "taking a restore point of");
        return Duration.ofMillis(point.millis("begin", "end"));
    }

    @Override
    public void freeze(Leg leg, Progress progress) {
        if (!passage.isOpen(leg)) {
            prepare(leg, progress);
        }
        Operation freeze = passage.freeze(leg, progress);
        progress.frozen(Duration.ofMillis(freeze.millis("begin", "now")));
        progress.sent();
        if (leg.way() == Leg.Way.OUT) {
            awaitResumption(leg, freeze, progress);
        }
        progress.note("workload %s: saved in %d ms, on %s after %d ms"
                .formatted(
                        leg.workload().name(),
                        freeze.millis("begin", "dumped"),
                        leg.to().name(),
                        freeze.millis("begin", "sent")));
    }

    /** The target restores and resumes by itself when it has everything. Whether that went well, restore() tells. */
    private void awaitResumption(Leg leg, Operation freeze, Progress progress) {
        Operation restore = operations.complete(leg, Leg.End.TO, RESTORE_OPERATION, RESTORE, progress);
        if (restore.succeeded()) {
            progress.resumed(Duration.ofMillis(restore.millis("resumed", "now")));
            progress.spent(Spending.of(freeze, restore));
            // A source that learnt of it from the target has done so already.
            if (!freeze.values().containsKey("hungup")) {
                hangUp(leg);
            }
        }
    }

    @Override
    public void restore(Leg leg, Progress progress) {
        Operation restore = operations.complete(leg, Leg.End.TO, RESTORE_OPERATION, RESTORE, progress);
        if (restore.staged() && !restore.ended()) {
            return;
        }
        Route.require(leg, Leg.End.TO, restore, "restoring");
    }

    @Override
    public void resume(Leg leg) {
        CommandResult result = script.run(leg, Leg.End.TO, ProcessCommands.permit(leg));
        Route.require(leg, Leg.End.TO, Operation.parse(result.lines()), "resuming");
        if (result.lines().contains("copy=running")) {
            hangUp(leg);
            return;
        }
        throw new RelocationException(
                ErrorCode.HOST_FAILED,
                "workload %s was resumed on host %s but does not run there: %s"
                        .formatted(
                                leg.workload().name(),
                                leg.to().name(),
                                result.text().replace('\n', ' ')));
    }

    /** The original's connections have no future. If this fails, clients notice when the original is given up. */
    private void hangUp(Leg leg) {
        if (settings(leg).tcp() != TcpPolicy.CLOSE) {
            return;
        }
        try {
            script.run(leg, Leg.End.FROM, ProcessCommands.hangUp(leg));
        } catch (RelocationException e) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "clients of {0} were not told to connect again: {1}",
                    leg.workload().name(),
                    e.getMessage());
        }
    }

    @Override
    public boolean hasImage(Leg leg) {
        return passage.hasImage(leg);
    }

    @Override
    public boolean revoke(Leg leg) {
        return permits.revoke(leg);
    }

    @Override
    public void thaw(Leg leg) {
        script.run(leg, Leg.End.FROM, ProcessCommands.thaw(leg));
        String unit = passage.unit(leg, Leg.End.FROM);
        if (!unit.isEmpty()) {
            supervisors.hold(leg, Leg.End.FROM, unit);
        }
    }

    @Override
    public void discard(Leg leg, Leg.End end) {
        boolean forever = leg.way() == Leg.Way.OUT;
        script.run(leg, end, isAway(leg, end) ? ProcessCommands.discardAway() : ProcessCommands.discardAtHome(forever));
    }

    /** Whether that end is not where the workload lived before the run. */
    private static boolean isAway(Leg leg, Leg.End end) {
        return (leg.way() == Leg.Way.OUT) == (end == Leg.End.TO);
    }

    @Override
    public void adopt(Leg leg, Leg.End home) {
        Leg out = leg.way() == Leg.Way.OUT ? leg : leg.reversed();
        Leg.End newHome = leg.way() == Leg.Way.OUT ? home : other(home);
        String unit = passage.unit(out, Leg.End.FROM);
        if (!unit.isEmpty()) {
            supervisors.adopt(out, newHome, unit);
        }
    }

    private static Leg.End other(Leg.End end) {
        return end == Leg.End.FROM ? Leg.End.TO : Leg.End.FROM;
    }

    @Override
    public void cleanUp(Leg leg, Leg.End end) {
        passage.forget(leg);
        passage.forget(leg.reversed());
        script.run(leg, end, ProcessCommands.clean(leg, end));
    }

    @Override
    public void restorePoint(Leg leg, RestorePointUse use) {
        switch (use) {
            case REMOVE -> script.run(leg, Leg.End.FROM, ProcessCommands.removePoint(leg));
            case CONTINUE -> returnToPoint(leg);
        }
    }

    private void returnToPoint(Leg leg) {
        String unit = passage.unit(leg, Leg.End.FROM);
        if (!unit.isEmpty()) {
            supervisors.arrive(leg, Leg.End.FROM, unit);
        }
        Operation back = operations.complete(leg, Leg.End.FROM, "return-to-point", RESTORE, Progress.NONE);
        Route.require(leg, Leg.End.FROM, back, "continuing from its restore point");
    }

    @Override
    public Observation observe(Leg leg) {
        return Sighting.ofBoth(leg, end -> look(leg, end));
    }

    @Override
    public Observation.State observe(Leg leg, Leg.End end) {
        return Sighting.of(each -> look(leg, each), end).state();
    }

    private Sighting look(Leg leg, Leg.End end) {
        ProcessSettings settings = settings(leg);
        CommandResult result = script.run(leg, end, ProcessCommands.observe(settings));
        return HostState.of(Report.of(result), settings.selector());
    }

    static ProcessSettings settings(Leg leg) {
        return ProcessSettings.of(leg.workload());
    }
}
