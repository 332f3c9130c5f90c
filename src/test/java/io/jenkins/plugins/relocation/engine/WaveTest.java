// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Several moves of one wave at once. */
@Timeout(120)
class WaveTest {
    private static final int MOVES = 5;
    /** The moves share one clock, which goes on when one of them waits. */
    private static final Timing AT_ONCE =
            new Timing(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofHours(1), 1);

    @TempDir
    Path home;

    private EngineFixture fixture;
    private SimulatedWorld world;
    private Plan plan;

    @BeforeEach
    void planWave() {
        fixture = new EngineFixture(home);
        world = fixture.world;
        plan = fixture.evacuation(
                IntStream.rangeClosed(1, MOVES).mapToObj(WaveTest::workload).toArray(Workload[]::new));
    }

    @Test
    void freezesOneMoveOfAPairOfHostsAtATimeAndPreparesAllTogether() {
        AtomicInteger frozen = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CyclicBarrier together = new CyclicBarrier(MOVES);
        world.interruption = (moment, call) -> {
            if (moment.equals("after") && call.equals("prepare a")) {
                meet(together);
            } else if (moment.equals("before") && call.equals("freeze a")) {
                most.accumulateAndGet(frozen.incrementAndGet(), Math::max);
            } else if (moment.equals("after") && call.equals("resume b")) {
                frozen.decrementAndGet();
            }
        };

        RunResult result = fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());

        assertThat(result.moves()).extracting(RunResult.MoveResult::phase).containsOnly(Phase.RESUMED);
        assertThat(most).hasValue(1);
    }

    @Test
    void settlesAMoveThatFailsAndLetsTheOthersGoOn() {
        AtomicInteger frozen = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger(2);
        world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("freeze a")) {
                most.accumulateAndGet(frozen.incrementAndGet(), Math::max);
            } else if (moment.equals("after") && (call.equals("resume b") || call.equals("thaw a"))) {
                frozen.decrementAndGet();
            } else if (moment.equals("before") && call.equals("restore b") && failures.getAndDecrement() > 0) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "injected");
            }
        };
        Relocator relocator = fixture.relocator();

        RunFailedException failure = catchThrowableOfType(
                RunFailedException.class, () -> relocator.relocate(new Scope(plan.id(), 0), fixture.caller()));

        List<Phase> phases = failure.result().moves().stream()
                .map(RunResult.MoveResult::phase)
                .toList();
        assertThat(phases).filteredOn(Phase.ROLLED_BACK::equals).hasSize(2);
        assertThat(phases).filteredOn(Phase.RESUMED::equals).hasSize(MOVES - 2);
        assertThat(most).as("frozen at the same time").hasValue(1);
        failure.result().moves().forEach(move -> assertThat(world.runsOn(move.workload()))
                .contains(move.phase() == Phase.RESUMED ? "b" : "a"));
    }

    @Test
    void commitsWhatPassesItsProbesWhileWhatDoesNotIsBroughtBackLive() {
        Relocator relocator = fixture.relocator();
        relocator.relocate(new Scope(plan.id(), 0), fixture.caller());
        // Only the first workload has a probe that runs a command.
        world.commands = host -> {
            if (host.equals("b")) {
                throw new IllegalStateException("wrong answer");
            }
        };

        RunFailedException failure = catchThrowableOfType(
                RunFailedException.class, () -> relocator.verify(new Scope(plan.id(), 0), fixture.caller()));

        assertThat(failure.result().moves()).allSatisfy(move -> {
            boolean bad = move.workload().equals("w1");
            assertThat(move.phase()).isEqualTo(bad ? Phase.ROLLED_BACK : Phase.COMMITTED);
            assertThat(world.runsOn(move.workload())).contains(bad ? "a" : "b");
        });
        assertThat(world.leftovers()).isEmpty();
    }

    private static Workload workload(int number) {
        Workload two = EngineFixture.workload("w" + number, Policy.DEFAULT, List.of());
        return new Workload(
                two.name(),
                two.driver(),
                two.host(),
                two.settings(),
                two.memory(),
                two.requires(),
                two.group(),
                number == 1 ? two.probes() : List.of(new ProbeSpec.ProcessState(AT_ONCE)),
                two.hooks(),
                two.policy());
    }

    private static void meet(CyclicBarrier barrier) {
        try {
            barrier.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new AssertionError("the moves are not prepared together", e);
        }
    }
}
