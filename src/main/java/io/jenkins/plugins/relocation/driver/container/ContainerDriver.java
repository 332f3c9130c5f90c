// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.HostFacts;
import io.jenkins.plugins.relocation.driver.ImagePassage;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.driver.Wire;
import io.jenkins.plugins.relocation.host.HostScript;
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

/** Moves containers with CRIU 4.2 or later, with their address and their TCP connections. */
final class ContainerDriver implements Driver {
    private final HostScript script;
    private final ContainerInspector inspector;
    private final Wire wire;
    private final ImagePassage passage;

    ContainerDriver(HostAccess access, Ticker ticker) {
        this.script = new HostScript(access);
        this.inspector = new ContainerInspector(script, ticker);
        this.wire = new Wire(script, inspector.hosts());
        this.passage = new ImagePassage(access, script, ticker);
    }

    private ContainerDriver(ContainerDriver driver, ContainerInspector inspector) {
        this.script = driver.script;
        this.inspector = inspector;
        this.wire = new Wire(script, inspector.hosts());
        this.passage = driver.passage;
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
        passage.prepare(
                leg, ContainerCommands.plan(settings, container), container.identity(), settings.unit(), progress);
    }

    @Override
    public Duration checkpoint(Leg leg, Progress progress) {
        throw new RelocationException(
                ErrorCode.UNSUPPORTED, "containers have no restore points; leave out checkpoint and restorePoint");
    }

    @Override
    public void freeze(Leg leg, Progress progress) {
        if (!passage.isOpen(leg)) {
            prepare(leg, progress);
        }
        passage.freeze(leg, progress);
    }

    @Override
    public void restore(Leg leg, Progress progress) {
        passage.restore(leg, progress);
    }

    @Override
    public void resume(Leg leg) {
        passage.resume(leg);
    }

    @Override
    public boolean hasImage(Leg leg) {
        return passage.hasImage(leg);
    }

    @Override
    public boolean revoke(Leg leg) {
        return passage.revoke(leg);
    }

    @Override
    public void thaw(Leg leg) {
        passage.thaw(leg, settings(leg).unit());
    }

    @Override
    public void discard(Leg leg, Leg.End end) {
        passage.discard(leg, end);
    }

    @Override
    public void adopt(Leg leg, Leg.End home) {
        passage.adopt(leg, home, settings(leg).unit());
    }

    @Override
    public void cleanUp(Leg leg, Leg.End end) {
        passage.cleanUp(leg, end);
    }

    @Override
    public void restorePoint(Leg leg, RestorePointUse use) {}

    @Override
    public Observation observe(Leg leg) {
        return Sighting.ofBoth(leg, end -> look(leg, end));
    }

    @Override
    public Observation.State observe(Leg leg, Leg.End end) {
        return Sighting.of(each -> look(leg, each), end).state();
    }

    private Sighting look(Leg leg, Leg.End end) {
        CommandResult result = script.run(leg, end, ContainerCommands.observe(settings(leg)));
        return ContainerState.of(Report.of(result), leg, end);
    }

    private static ContainerSettings settings(Leg leg) {
        return ContainerSettings.of(leg.workload());
    }
}
