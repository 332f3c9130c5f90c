// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.host.Operation;
import io.jenkins.plugins.relocation.host.Operations;
import io.jenkins.plugins.relocation.host.Supervisors;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The way of workloads that keep their connections. What is held on the source until commit is their complete image:
 * continuing frozen processes there would break the connections. Everything can be repeated.
 */
public final class ImagePassage {
    private static final Duration BULK = Duration.ofHours(2);
    private static final Duration FREEZE = Duration.ofMinutes(15);
    private static final Duration RESTORE = Duration.ofMinutes(5);
    private static final Duration CLEAN = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(150);

    /** What the plan of a leg says that holds for this leg at this end only. */
    private static final Set<String> OWN = Set.of("root", "restore", "resume", "deadline");

    private static final String RESTORE_OPERATION = "restore";

    private final HostScript script;
    private final Operations operations;
    private final Supervisors supervisors;
    private final Route route;
    private final Permits permits;

    public ImagePassage(HostAccess access, HostScript script, Ticker ticker) {
        this.script = script;
        this.operations = new Operations(script, ticker);
        this.supervisors = new Supervisors(script);
        this.route = new Route(access, script, ticker);
        this.permits = new Permits(script);
    }

    /** Whether {@link #prepare} was done, by this process or an earlier one. */
    public boolean isOpen(Leg leg) {
        return route.isReady(leg);
    }

    /**
     * Gets both hosts ready while the workload runs, and copies its files.
     *
     * @param plan lines KEY=VALUE that both hosts have to know, without the root process
     * @param root "PID START" of the workload's first process
     * @param unit the systemd unit that starts it; empty: none
     */
    public void prepare(Leg leg, List<String> plan, String root, String unit, Progress progress) {
        boolean out = leg.way() == Leg.Way.OUT;
        List<String> both = takenFromTheWayOut(leg, plan);
        Stream<String> permit = out ? Stream.of(Permits.PLAN) : Stream.of();
        // On the way back the stale original has to go before anything is restored.
        Stream<String> waits = out ? Stream.of("restore=waits", Permits.PLAN) : Stream.of();
        open(leg, Leg.End.FROM, both, Stream.concat(Stream.of("root=" + root, Permits.deadline(leg)), permit));
        open(leg, Leg.End.TO, both, waits);
        route.connect(leg);
        script.run(leg, Leg.End.TO, Call.of("container-network", leg.id()).within(CLEAN));
        if (!unit.isEmpty()) {
            supervisors.hold(leg, Leg.End.FROM, unit);
            supervisors.hold(leg, Leg.End.TO, unit);
            supervisors.arrive(leg, Leg.End.TO, unit);
        }
        Operation bulk = route.send(leg, "bulk", BULK, progress);
        Route.require(leg, Leg.End.FROM, bulk, "copying data files of");
    }

    private void open(Leg leg, Leg.End end, List<String> plan, Stream<String> more) {
        List<String> lines = Stream.concat(plan.stream(), more).toList();
        script.run(
                leg,
                end,
                Call.of("container-open", leg.id(), leg.host(end).imageDir()).reading(String.join("\n", lines) + "\n"));
    }

    /** The plan of the way back is that of the way out: the target may have lost its network by now. */
    private List<String> takenFromTheWayOut(Leg leg, List<String> plan) {
        if (leg.way() == Leg.Way.OUT) {
            return plan;
        }
        List<String> out = script
                .run(leg, Leg.End.FROM, Call.of("leg-read", leg.reversed().id()))
                .lines()
                .stream()
                .filter(line -> !OWN.contains(line.replaceFirst("=.*", "")))
                .toList();
        return out.isEmpty() ? plan : out;
    }

    /** Freezes the workload, gets everything across and, on the way out, lets it go on there. The leg is open. */
    public void freeze(Leg leg, Progress progress) {
        if (leg.way() == Leg.Way.OUT) {
            // Waits there for the image, so that nothing has to be started while nobody runs the workload.
            operations.start(leg, Leg.End.TO, RESTORE_OPERATION);
        }
        Operation freeze = route.send(leg, "freeze", FREEZE, progress);
        route.requireFrozen(leg, freeze, progress);
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

    /** Restores the workload; it is held before its first instruction unless it was permitted to run. */
    public void restore(Leg leg, Progress progress) {
        Operation restore = operations.complete(leg, Leg.End.TO, RESTORE_OPERATION, RESTORE, progress);
        if (restore.staged() && !restore.ended()) {
            return;
        }
        Route.require(leg, Leg.End.TO, restore, "restoring");
    }

    /** As {@link io.jenkins.plugins.relocation.spi.Driver#hasImage}. */
    public boolean hasImage(Leg leg) {
        return route.hasImage(leg);
    }

    /** Lets the restored workload run. */
    public void resume(Leg leg) {
        CommandResult result =
                script.run(leg, Leg.End.TO, Call.of("permit", leg.id()).within(SETTLE));
        Route.require(leg, Leg.End.TO, Operation.parse(result.lines()), "resuming");
    }

    /** As {@link Permits#revoke}. */
    public boolean revoke(Leg leg) {
        return permits.revoke(leg);
    }

    /** Has the original go on where it is, or restores it there from its image. */
    public void thaw(Leg leg, String unit) {
        CommandResult result = script.run(
                leg, Leg.End.FROM, Call.of("container-thaw", leg.id()).within(SETTLE));
        if (result.lines().contains("container=held")) {
            if (!unit.isEmpty()) {
                supervisors.arrive(leg, Leg.End.FROM, unit);
            }
            Operation thaw = operations.complete(leg, Leg.End.FROM, "thaw", RESTORE, Progress.NONE);
            Route.require(leg, Leg.End.FROM, thaw, "continuing");
        }
    }

    /** Destroys what there is at one end: with its files and its network, where it is a guest. */
    public void discard(Leg leg, Leg.End end) {
        boolean out = leg.way() == Leg.Way.OUT;
        boolean away = out == (end == Leg.End.TO);
        Call call = Call.of("container-discard");
        if (away) {
            call = Call.of("container-discard", "undo");
        } else if (out) {
            call = Call.of("container-discard", "forget");
        }
        script.run(leg, end, call.within(SETTLE));
    }

    /** Makes one end the home: what starts the workload by itself does so there and nowhere else. */
    public void adopt(Leg leg, Leg.End home, String unit) {
        boolean out = leg.way() == Leg.Way.OUT;
        Leg.End other = home == Leg.End.FROM ? Leg.End.TO : Leg.End.FROM;
        Leg wayOut = out ? leg : leg.reversed();
        Leg.End newHome = out ? home : other;
        if (!unit.isEmpty()) {
            supervisors.adopt(wayOut, newHome, unit);
        }
        script.run(wayOut, newHome, Call.of("container-adopt", wayOut.id()).within(CLEAN));
    }

    /** Removes what the move left at one end. The way back may be cleaned while the way out goes on. */
    public void cleanUp(Leg leg, Leg.End end) {
        for (Leg each : leg.way() == Leg.Way.OUT ? List.of(leg.reversed(), leg) : List.of(leg)) {
            route.disconnect(leg, each.id(), end);
            script.run(leg, end, Call.of("container-clean", each.id()).within(CLEAN));
        }
    }
}
