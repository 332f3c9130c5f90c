// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards.Guard;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.TakeOvers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What all hosts of an inventory show of one workload, and whether that is proof that nothing of it is in flight. */
final class TakeOverLook {
    /** No run has this name. */
    private static final String NOBODY = "nobody";

    private final Surroundings with;
    private final TakeOvers guards;
    private final List<Host> hosts;
    private final Workload workload;
    private final Driver driver;

    TakeOverLook(Surroundings with, TakeOvers guards, List<Host> hosts, Workload workload) {
        this.with = with;
        this.guards = guards;
        this.hosts = hosts;
        this.workload = workload;
        this.driver = DriverRegistry.of(with.drivers().create(with.hosts(), with.ticker()), workload);
    }

    /** What one host shows; {@code trouble} says why it could not be asked. */
    record One(
            Host host, Optional<Guard> guard, List<String> traces, State state, Optional<RelocationException> trouble) {
        String describeGuard() {
            return "%s: %s".formatted(host.name(), guard.map(Guard::describe).orElse("no guard"));
        }

        private boolean isHeld() {
            return guard.filter(Guard::held).isPresent();
        }

        private Stream<String> lines() {
            String shown = trouble.map(Throwable::getMessage).orElseGet(() -> "%s%s, workload %s"
                    .formatted(guard.map(Guard::describe).orElse("no guard"), isHeld() ? ", held" : "", state));
            return Stream.concat(
                    Stream.of(host.name() + ": " + shown), traces.stream().map(trace -> host.name() + ": " + trace));
        }
    }

    /** What all hosts show. */
    record Seen(String workload, List<One> hosts, RunStore store) {
        List<String> lines() {
            return hosts.stream().flatMap(One::lines).toList();
        }

        List<One> guarded() {
            return hosts.stream().filter(one -> one.guard().isPresent()).toList();
        }

        List<String> heldOn() {
            return hosts.stream()
                    .filter(One::isHeld)
                    .map(one -> one.host().name())
                    .toList();
        }

        long newestEpoch() {
            return guarded().stream()
                    .mapToLong(one -> one.guard().orElseThrow().epoch())
                    .max()
                    .orElse(0);
        }

        /** Throws unless guards are held, by no run of this controller, and nothing is in flight. */
        void requireFreeable() {
            requireNothingInFlight();
            if (heldOn().isEmpty()) {
                throw new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "nobody holds a guard of workload %s on any host of the inventory: there is nothing to take over"
                                .formatted(workload));
            }
        }

        /** Throws with all that is in the way. */
        void requireNothingInFlight() {
            List<String> inTheWay = new ArrayList<>();
            hosts.forEach(one -> inTheWay.addAll(Obstacles.of(one, workload)));
            inTheWay.addAll(Obstacles.whereItRuns(hosts, workload));
            hosts.stream().filter(One::isHeld).forEach(one -> inTheWay.addAll(Obstacles.ownRun(one, store)));
            if (!inTheWay.isEmpty()) {
                boolean silent = hosts.stream().anyMatch(one -> one.trouble().isPresent());
                throw new RelocationException(
                        silent ? ErrorCode.HOST_UNREACHABLE : ErrorCode.BUSY,
                        "workload %s cannot be taken over; in the way are:%n%s"
                                .formatted(workload, TakeOver.list(inTheWay)));
            }
        }
    }

    /** Asks all hosts at the same time. */
    Seen look() {
        return new Seen(workload.name(), Parallel.map(hosts, this::ask), with.store());
    }

    private One ask(Host host) {
        try {
            Optional<Guard> guard = guards.read(host, workload.name());
            List<String> traces = guards.traces(host, workload.name());
            // Of a run that never was: what shows then belongs to no attempt.
            Leg leg = new Leg(NOBODY, 1, 0, workload, host, host, Leg.Way.OUT);
            return new One(host, guard, traces, driver.observe(leg, Leg.End.FROM), Optional.empty());
        } catch (RelocationException e) {
            return new One(host, Optional.empty(), List.of(), State.UNKNOWN, Optional.of(e));
        }
    }
}
