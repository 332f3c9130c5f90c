// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.HostFacts;
import io.jenkins.plugins.relocation.driver.Permits;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Route;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.driver.Spending;
import io.jenkins.plugins.relocation.driver.Wire;
import io.jenkins.plugins.relocation.host.Call;
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

/**
 * Moves containers with CRIU 4.2 or later, with their address and their TCP connections. What is held until commit is the
 * complete image on the source: continuing the frozen processes there would break their connections.
 */
final class ContainerDriver implements Driver {
    private static final Duration BULK = Duration.ofHours(2);
    private static final Duration FREEZE = Duration.ofMinutes(15);
    private static final Duration RESTORE = Duration.ofMinutes(5);

    private static final String RESTORE_OPERATION = "restore";

    private final HostScript script;
    private final Operations operations;
    private final Supervisors supervisors;
    private final ContainerInspector inspector;
    private final Wire wire;
    private final Route route;
    private final Permits permits;

    ContainerDriver(HostAccess access, Ticker ticker) {
        this.script = new HostScript(access);
        this.operations = new Operations(script, ticker);
        this.supervisors = new Supervisors(script);
        this.inspector = new ContainerInspector(script, ticker);
        this.wire = new Wire(script, inspector.hosts());
        this.route = new Route(access, script, ticker);
        this.permits = new Permits(script);
    }

    private ContainerDriver(ContainerDriver driver, ContainerInspector inspector) {
        this.script = driver.script;
        this.operations = driver.operations;
        this.supervisors = driver.supervisors;
        this.inspector = inspector;
        this.wire = new Wire(script, inspector.hosts());
        this.route = driver.route;
        this.permits = driver.permits;
    }

    @Override
    public Driver snapshot() {
        return new ContainerDriver(this, inspector.snapshot());
    }

    @Override
    public Set<Capability> capabilities() {
        return Set.of(
                Capability.HELD_SOURCE, Capability.LIVE_RETURN, Capability.DISCOVER, Capability.RESUMES_BY_ITSELF);
    }

    @Override
    public List<Discovered> discover(Host host) {
        return ContainerDiscovery.of(inspector.containers(host));
    }

    @Override
    public Survey survey(Workload workload, Host on) {
        return inspector.survey(workload, ContainerSettings.of(workload), on);
    }

    @Override
    public Memory memory(Host host) {
        return HostFacts.memory(host, inspector.ask(host, ContainerCommands.host(host)));
    }

    @Override
    public List<Fact> facts(Workload workload, Host from, Host to) {
        return new ContainerFacts(inspector).conditions(workload, ContainerSettings.of(workload), from, to);
    }

    @Override
    public long linkBytesPerSecond(Host from, Host to, TransferPlan transport) {
        return wire.bytesPerSecond(from, to, transport);
    }

    @Override
    public TransferPlan pack(Workload workload, Host from, Host to, TransferPlan link) {
        Container container = inspector.container(workload, ContainerSettings.of(workload), from);
        return wire.pack(from, to, link, container.pid());
    }

    @Override
    public Map<String, String> readings(Host host, List<Fact> facts) {
        return new ContainerFacts(inspector).readings(host, facts);
    }

    @Override
    public List<Finding> precheck(Leg leg) {
        return new ContainerPrecheck(inspector, wire).findings(leg);
    }

    @Override
    public void prepare(Leg leg, Progress progress) {
        ContainerSettings settings = settings(leg);
        Container container = inspector.container(leg.workload(), settings, leg.from());
        List<String> plan = plan(leg, settings, container);
        script.run(leg, Leg.End.FROM, ContainerCommands.openSource(leg, plan, container));
        script.run(leg, Leg.End.TO, ContainerCommands.openTarget(leg, plan));
        route.connect(leg);
        script.run(leg, Leg.End.TO, ContainerCommands.network(leg));
        if (!settings.unit().isEmpty()) {
            supervisors.hold(leg, Leg.End.FROM, settings.unit());
            supervisors.hold(leg, Leg.End.TO, settings.unit());
            supervisors.arrive(leg, Leg.End.TO, settings.unit());
        }
        Operation bulk = route.send(leg, "bulk", BULK, progress);
        Route.require(leg, Leg.End.FROM, bulk, "copying data files of");
    }

    /** The way back is that of the way out: the target may have lost its network by now. */
    private List<String> plan(Leg leg, ContainerSettings settings, Container container) {
        List<String> out = leg.way() == Leg.Way.OUT
                ? List.of()
                : ContainerCommands.forTheWayBack(
                        script.run(leg, Leg.End.FROM, ContainerCommands.readPlan(leg.reversed()))
                                .lines());
        return out.isEmpty() ? ContainerCommands.plan(settings, container) : out;
    }

    @Override
    public Duration checkpoint(Leg leg, Progress progress) {
        throw new RelocationException(
                ErrorCode.UNSUPPORTED, "containers have no restore points; leave out checkpoint and restorePoint");
    }

    @Override
    public void freeze(Leg leg, Progress progress) {
        if (!isOpen(leg)) {
            prepare(leg, progress);
        }
        if (leg.way() == Leg.Way.OUT) {
            // Waits there for the image, so that nothing has to be started while nobody runs the container.
            operations.start(leg, Leg.End.TO, RESTORE_OPERATION);
        }
        Operation freeze = route.send(leg, "freeze", FREEZE, progress);
        Route.require(leg, Leg.End.FROM, freeze, "freezing");
        progress.frozen(Duration.ofMillis(freeze.millis("begin", "now")));
        progress.sent();
        if (leg.way() == Leg.Way.OUT) {
            // Whether it restored and resumed by itself as it should, restore() tells.
            Operation restore = operations.complete(leg, Leg.End.TO, RESTORE_OPERATION, RESTORE, progress);
            if (restore.succeeded()) {
                progress.resumed(Duration.ofMillis(restore.millis("resumed", "now")));
                progress.spent(Spending.of(freeze, restore));
            }
        }
        progress.note("workload %s: saved in %d ms, on %s after %d ms"
                .formatted(
                        leg.workload().name(),
                        freeze.millis("begin", "dumped"),
                        leg.to().name(),
                        freeze.millis("begin", "sent")));
    }

    private boolean isOpen(Leg leg) {
        return !script.run(leg, Leg.End.FROM, Call.of("leg-read", leg.id(), "root"))
                .text()
                .isEmpty();
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
        CommandResult result = script.run(leg, Leg.End.TO, ContainerCommands.permit(leg));
        Route.require(leg, Leg.End.TO, Operation.parse(result.lines()), "resuming");
    }

    @Override
    public boolean revoke(Leg leg) {
        return permits.revoke(leg);
    }

    @Override
    public void thaw(Leg leg) {
        CommandResult result = script.run(leg, Leg.End.FROM, ContainerCommands.thaw(leg));
        if (result.lines().contains("container=held")) {
            String unit = settings(leg).unit();
            if (!unit.isEmpty()) {
                supervisors.arrive(leg, Leg.End.FROM, unit);
            }
            Operation thaw = operations.complete(leg, Leg.End.FROM, "thaw", RESTORE, Progress.NONE);
            Route.require(leg, Leg.End.FROM, thaw, "continuing");
        }
    }

    @Override
    public void discard(Leg leg, Leg.End end) {
        boolean out = leg.way() == Leg.Way.OUT;
        boolean away = out == (end == Leg.End.TO);
        script.run(leg, end, away ? ContainerCommands.discardAway() : ContainerCommands.discardAtHome(out));
    }

    @Override
    public void adopt(Leg leg, Leg.End home) {
        Leg out = leg.way() == Leg.Way.OUT ? leg : leg.reversed();
        Leg.End other = home == Leg.End.FROM ? Leg.End.TO : Leg.End.FROM;
        Leg.End newHome = leg.way() == Leg.Way.OUT ? home : other;
        String unit = settings(leg).unit();
        if (!unit.isEmpty()) {
            supervisors.adopt(out, newHome, unit);
        }
        if (settings(leg).runtime() == ContainerSettings.Runtime.PODMAN) {
            script.run(out, newHome, ContainerCommands.adopt(out));
        }
    }

    @Override
    public void cleanUp(Leg leg, Leg.End end) {
        // The way back may be cleaned while the way out goes on.
        for (Leg each : leg.way() == Leg.Way.OUT ? List.of(leg.reversed(), leg) : List.of(leg)) {
            route.disconnect(leg, each.id(), end);
            script.run(leg, end, ContainerCommands.clean(each.id()));
        }
    }

    @Override
    public void restorePoint(Leg leg, RestorePointUse use) {}

    @Override
    public Observation observe(Leg leg) {
        ContainerSettings settings = settings(leg);
        return Sighting.ofBoth(leg, end -> {
            CommandResult result = script.run(leg, end, ContainerCommands.observe(settings));
            return ContainerState.of(Report.of(result), leg, end);
        });
    }

    private static ContainerSettings settings(Leg leg) {
        return ContainerSettings.of(leg.workload());
    }
}
