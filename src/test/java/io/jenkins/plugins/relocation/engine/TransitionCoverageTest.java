// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every row of the phase table is taken by a real run of the engine. */
class TransitionCoverageTest {
    private static final List<String> CHANGES = List.of(
            "take a",
            "take b",
            "prepare a",
            "freeze a",
            "restore b",
            "resume b",
            "discard b",
            "discard a",
            "thaw a",
            "thaw b",
            "freeze b",
            "restore a",
            "resume a");

    @TempDir
    Path home;

    @Test
    void takesEveryRow() {
        List<Scenario> scenarios = List.of(
                fixture -> {},
                failing("take b"),
                failing("checkpoint a"),
                failing("freeze a"),
                failing("restore b"),
                failing("resume b"),
                failing("restore b", "thaw a"),
                failing("discard a", "thaw b"),
                failing("restore a"),
                failingOnce("restore b"),
                silentAfter("resume b"),
                silentAfter("discard a"),
                dyingWhenVerified());

        Set<String> taken = new LinkedHashSet<>();
        int number = 0;
        for (Scenario scenario : scenarios) {
            for (Ending ending : Ending.values()) {
                taken.addAll(run(home.resolve("w" + number++), scenario, ending));
            }
        }

        assertThat(taken)
                .containsExactlyInAnyOrderElementsOf(PhaseMachine.TABLE.stream()
                        .map(row -> row.from() + " " + row.to())
                        .toList());
    }

    /** What happens to a run besides what was planned. */
    private interface Scenario {
        void prepare(EngineFixture fixture);
    }

    private enum Ending {
        VERIFY,
        RETRY,
        ROLLBACK,
        ROLLBACK_UNREACHABLE,
        RECOVER_UNREACHABLE,
        RECOVER
    }

    private static Scenario failing(String... calls) {
        return fixture -> fixture.world.interruption = (moment, call) -> {
            if (moment.equals("before") && List.of(calls).contains(call)) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "injected");
            }
        };
    }

    private static Scenario failingOnce(String only) {
        return fixture -> {
            AtomicBoolean failed = new AtomicBoolean();
            fixture.world.interruption = (moment, call) -> {
                if (moment.equals("before") && call.equals(only) && failed.compareAndSet(false, true)) {
                    throw new RelocationException(ErrorCode.HOST_FAILED, "injected");
                }
            };
        };
    }

    private static Scenario silentAfter(String last) {
        return fixture -> {
            fixture.world.interruption = (moment, call) -> {
                if (moment.equals("after") && call.equals(last)) {
                    fixture.world.unreachable.add("b");
                    throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "injected");
                }
            };
        };
    }

    private static Scenario dyingWhenVerified() {
        return fixture -> fixture.dieIn = Optional.of(Phase.VERIFIED);
    }

    private static Set<String> run(Path home, Scenario scenario, Ending ending) {
        EngineFixture fixture = new EngineFixture(home);
        Plan plan = fixture.evacuation(
                EngineFixture.workload("redis", Policy.DEFAULT, List.of()),
                EngineFixture.workload("tree", Policy.DEFAULT, List.of()));
        scenario.prepare(fixture);
        Scope all = new Scope(plan.id(), 0);
        attempt(() -> fixture.relocator().checkpoint(all, fixture.caller()));
        attempt(() -> fixture.relocator().relocate(all, fixture.caller()));
        if (ending == Ending.RETRY) {
            attempt(() -> fixture.relocator().relocate(all, fixture.caller()));
        }
        if (ending == Ending.VERIFY || fixture.dieIn.isPresent()) {
            attempt(() -> fixture.relocator().verify(all, fixture.caller()));
        }
        fixture.dieIn = Optional.empty();
        if (ending == Ending.ROLLBACK_UNREACHABLE || ending == Ending.RECOVER_UNREACHABLE) {
            fixture.world.unreachable.add("b");
        }
        attempt(() -> fixture.relocator().rollback(RollbackParameters.all(plan.id()), fixture.caller()));
        fixture.world.interruption = (moment, call) -> {};
        fixture.world.unreachable.clear();
        if (ending == Ending.RECOVER || ending == Ending.RECOVER_UNREACHABLE) {
            fixture.relocator()
                    .runs()
                    .openRun(plan.id())
                    .ifPresent(run -> attempt(() -> fixture.relocator().recover(run, fixture.caller())));
        }
        attempt(() -> fixture.relocator().relocate(all, fixture.caller()));
        fixture.relocator().runs().openRun(plan.id()).ifPresent(run -> resolve(fixture, run));
        Set<String> taken = new LinkedHashSet<>();
        for (RelocationEvent event : List.copyOf(fixture.events)) {
            if (event instanceof RelocationEvent.PhaseChanged change) {
                taken.add(change.from() + " " + change.to());
            }
        }
        return taken;
    }

    /** As an operator would who has looked: first makes one side true by hand, then says so. */
    private static void resolve(EngineFixture fixture, String run) {
        for (String workload : List.of("redis", "tree")) {
            boolean forward = workload.equals("redis") && fixture.world.copies.containsKey(workload + "@b");
            fixture.world.copies.remove(workload + (forward ? "@a" : "@b"));
            fixture.world.copies.values().forEach(copy -> copy.state = State.RUNNING);
            attempt(() -> fixture.relocator()
                    .resolve(
                            run,
                            workload,
                            forward ? Phase.COMMITTED : Phase.ROLLED_BACK,
                            "looked at both hosts",
                            fixture.caller()));
        }
    }

    private static void attempt(Runnable work) {
        try {
            work.run();
        } catch (RelocationException | EngineFixture.EngineDied e) {
            assertThat(e).isNotNull();
        }
    }
}
