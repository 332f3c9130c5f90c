// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Hook;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An engine over a simulated world: hosts a and b, workloads on a, one wave to b. */
final class EngineFixture {
    static final Host A = host("a");
    static final Host B = host("b");

    final SimulatedWorld world = new SimulatedWorld();
    List<String> drivers = List.of("simulated");
    final List<RelocationEvent> events = Collections.synchronizedList(new ArrayList<>());
    final FakeTicker ticker = new FakeTicker();
    private final Path home;

    /** Phase in which the engine dies. */
    Optional<Phase> dieIn = Optional.empty();

    EngineFixture(Path home) {
        this.home = home;
    }

    static Host host(String name) {
        return Host.of(name, name + ".example", 22, new Login("root", "key", Login.Become.NONE), "ssh-ed25519 AAAA");
    }

    static Workload workload(String name, Policy policy, List<Hook> hooks) {
        Timing quick = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(5), 2);
        return new Workload(
                name,
                "simulated",
                "a",
                Map.of(),
                0,
                List.of(),
                "",
                List.of(new ProbeSpec.ProcessState(quick), new ProbeSpec.Command(List.of("check"), "", quick)),
                hooks,
                policy);
    }

    /** A plan that empties host a. */
    Plan evacuation(Workload... workloads) {
        List<Move> moves = new ArrayList<>();
        for (Workload workload : workloads) {
            world.start(workload.name(), "a");
            moves.add(new Move(workload.name(), "a", "b", true, new Prediction(1, 1, Duration.ofMillis(100))));
        }
        Plan plan = new Plan(
                Plan.VERSION,
                new Goal.Evacuate(List.of("a")),
                List.of(A, B),
                List.of(workloads),
                List.of(new Wave(1, moves)),
                List.of(),
                List.of("a"),
                List.of());
        relocator().store().keep(plan);
        return plan;
    }

    Plan evacuation() {
        return evacuation(workload("redis", Policy.DEFAULT, List.of()));
    }

    /** A new engine, as after a restart: it knows nothing but journals and hosts. */
    Relocator relocator() {
        return new Relocator(surroundings());
    }

    Surroundings surroundings() {
        return new Surroundings(
                new RunStore(home),
                new HostDirectory(),
                world.access(),
                new NoHttp(),
                new SimulatedGuards(world),
                new DriverRegistry(drivers.stream().map(world::factory).toList()),
                ticker,
                EngineSettings.DEFAULT);
    }

    Caller caller() {
        return Caller.of("test", event -> {
            events.add(event);
            if (event instanceof RelocationEvent.PhaseChanged change
                    && dieIn.filter(change.to()::equals).isPresent()) {
                throw new EngineDied();
            }
        });
    }

    /** What dies with its process: nobody catches it on the way. */
    static final class EngineDied extends Error {
        private static final long serialVersionUID = 1L;
    }

    private static final class NoHttp implements HttpCalls {
        @Override
        public HttpAnswer get(HttpQuestion question) {
            throw new AssertionError("no HTTP in this test");
        }

        @Override
        public void close() {}
    }

    static SimulatedWorld.Interruption failing(String when, String what, ErrorCode code) {
        return (moment, call) -> {
            if (moment.equals(when) && call.equals(what)) {
                throw new RelocationException(code, "injected");
            }
        };
    }

    static RunFailedException failureOf(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(RunFailedException.class, call);
    }
}
