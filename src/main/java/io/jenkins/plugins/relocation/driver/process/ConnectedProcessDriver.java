// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Cable;
import io.jenkins.plugins.relocation.driver.ImagePassage;
import io.jenkins.plugins.relocation.driver.NetworkReadings;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Sighting;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;

/**
 * Moves process trees; those with {@code tcp: keep} with their address and connections, as containers are moved: their
 * original is held as its image, and not frozen.
 */
final class ConnectedProcessDriver extends ProcessDriver {
    private final HostScript script;
    private final Inspector inspector;
    private final ImagePassage passage;

    ConnectedProcessDriver(HostAccess access, Ticker ticker) {
        super(access, ticker);
        this.script = new HostScript(access);
        this.inspector = new Inspector(script, ticker);
        this.passage = new ImagePassage(access, script, ticker);
    }

    private static boolean keeps(Leg leg) {
        return settings(leg).keepsConnections();
    }

    @Override
    public void prepare(Leg leg, Progress progress) {
        if (!keeps(leg)) {
            super.prepare(leg, progress);
            return;
        }
        ProcessSettings settings = settings(leg);
        ProcessRow root = inspector.root(leg.workload(), settings, leg.from());
        String unit = inspector.unitOf(root, leg.from());
        passage.prepare(
                leg,
                ProcessCommands.connectedPlan(leg, settings, root, unit, cable(leg, root)),
                root.identity(),
                unit,
                progress);
    }

    private Cable cable(Leg leg, ProcessRow root) {
        Report report = inspector.ask(leg.from(), ProcessCommands.network(root.pid()));
        return NetworkReadings.cable(report)
                .orElseThrow(() -> new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "workload %s: tcp is keep, but process %d on host %s has no address of its own that could move along; see precheck network.cable"
                                .formatted(
                                        leg.workload().name(),
                                        root.pid(),
                                        leg.from().name())));
    }

    @Override
    public Duration checkpoint(Leg leg, Progress progress) {
        if (keeps(leg)) {
            throw new RelocationException(
                    ErrorCode.UNSUPPORTED,
                    "workload %s keeps its connections (tcp: keep), which a restore point cannot; leave out checkpoint and restorePoint, or set tcp: close"
                            .formatted(leg.workload().name()));
        }
        return super.checkpoint(leg, progress);
    }

    @Override
    public void freeze(Leg leg, Progress progress) {
        if (!keeps(leg)) {
            super.freeze(leg, progress);
            return;
        }
        if (!passage.isOpen(leg)) {
            prepare(leg, progress);
        }
        passage.freeze(leg, progress);
    }

    @Override
    public void resume(Leg leg) {
        if (keeps(leg)) {
            passage.resume(leg);
        } else {
            super.resume(leg);
        }
    }

    @Override
    public void thaw(Leg leg) {
        if (keeps(leg)) {
            passage.thaw(leg, unit(leg));
        } else {
            super.thaw(leg);
        }
    }

    @Override
    public void discard(Leg leg, Leg.End end) {
        if (keeps(leg)) {
            passage.discard(leg, end);
        } else {
            super.discard(leg, end);
        }
    }

    @Override
    public void adopt(Leg leg, Leg.End home) {
        if (keeps(leg)) {
            passage.adopt(leg, home, unit(leg));
        } else {
            super.adopt(leg, home);
        }
    }

    private String unit(Leg leg) {
        Leg out = leg.way() == Leg.Way.OUT ? leg : leg.reversed();
        return script.run(out, Leg.End.FROM, ProcessCommands.readUnit(out)).text();
    }

    @Override
    public void cleanUp(Leg leg, Leg.End end) {
        if (keeps(leg)) {
            passage.cleanUp(leg, end);
        } else {
            super.cleanUp(leg, end);
        }
    }

    @Override
    public Observation observe(Leg leg) {
        if (!keeps(leg)) {
            return super.observe(leg);
        }
        ProcessSettings settings = settings(leg);
        return Sighting.ofBoth(leg, end -> {
            CommandResult result = script.run(leg, end, ProcessCommands.observeConnected(settings));
            return HostState.ofConnected(Report.of(result), settings.selector(), leg, end);
        });
    }
}
