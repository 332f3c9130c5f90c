// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two engines are started on one plan at the same moment: exactly one moves the workload, and the other says who does. */
class ExclusionTest {
    private static final int ROUNDS = 100;
    private static final long DEADLINE = 60;

    @TempDir
    Path folder;

    private final ExecutorService threads = Executors.newFixedThreadPool(2);

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    /** How a round came out. */
    private record Round(Optional<RunResult> alice, Optional<RunResult> bob, List<RelocationException> refusals) {}

    /** Guards whose user waits before it first takes one until another does the same. */
    private static final class Meeting implements Guards {
        private final Guards guards;
        private final CyclicBarrier barrier;
        private final AtomicBoolean met = new AtomicBoolean();

        Meeting(Guards guards, CyclicBarrier barrier) {
            this.guards = guards;
            this.barrier = barrier;
        }

        @Override
        public Optional<Guard> read(Host host, String workload) {
            return guards.read(host, workload);
        }

        @Override
        public void take(Leg leg, Leg.End end, Holder holder) {
            if (met.compareAndSet(false, true)) {
                await(barrier);
            }
            guards.take(leg, end, holder);
        }

        @Override
        public void release(Leg leg, Leg.End end) {
            guards.release(leg, end);
        }
    }

    @Test
    void ofTwoEnginesWithTheSameHomeExactlyOneWins() {
        TwoControllers hosts = new TwoControllers(folder);
        HostGuards guards = hosts.guards();
        for (int round = 0; round < ROUNDS; round++) {
            Plan plan = hosts.plan("redis-" + round);

            Round ended = race(hosts, plan, hosts.surroundings("shared", guards), hosts.surroundings("shared", guards));

            exactlyOneWon(hosts, plan, ended);
            assertThat(new RunBook(hosts.surroundings("shared", guards).store(), null).openRun(plan.id()))
                    .contains(winner(ended).run());
        }
    }

    @Test
    void ofTwoEnginesWithHomesOfTheirOwnExactlyOneWins() {
        TwoControllers hosts = new TwoControllers(folder);
        HostGuards alices = hosts.guards();
        HostGuards bobs = hosts.guards();
        int refusedWhenTheyTookGuards = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Plan plan = hosts.plan("redis-" + round);
            CyclicBarrier barrier = new CyclicBarrier(2);
            // In every other round both have found the guards free, and have read the same epochs, before either takes
            // one.
            boolean meet = round % 2 == 0;
            Surroundings alice = hosts.surroundings("alice", meet ? new Meeting(alices, barrier) : alices);
            Surroundings bob = hosts.surroundings("bob", meet ? new Meeting(bobs, barrier) : bobs);

            Round ended = race(hosts, plan, alice, bob);

            exactlyOneWon(hosts, plan, ended);
            Surroundings loser = ended.alice().isPresent() ? bob : alice;
            assertThat(new RunBook(loser.store(), null).openRun(plan.id())).isEmpty();
            assertThat(loser.store().closedHosts().names()).isEmpty();
            if (ended.refusals().get(0).getMessage().contains("take the guards")) {
                refusedWhenTheyTookGuards++;
            }
        }
        assertThat(refusedWhenTheyTookGuards).isGreaterThanOrEqualTo(ROUNDS / 2);
    }

    @Test
    void anotherPlanWithTheSameWorkloadIsRefusedWithTheNameOfTheHolder() {
        TwoControllers hosts = new TwoControllers(folder);
        HostGuards guards = hosts.guards();
        Plan plan = hosts.plan("redis");
        Plan another = new Plan(
                plan.v(),
                plan.goal(),
                plan.hosts(),
                plan.workloads(),
                plan.waves(),
                plan.facts(),
                plan.closed(),
                List.of("something else stays"));
        Surroundings alices = hosts.surroundings("alice", guards);
        alices.store().keep(plan);
        String run = new Relocator(alices)
                .relocate(new Scope(plan.id(), 1), Caller.of("alice", event -> {}))
                .run();
        hosts.world.calls.clear();

        for (String home : List.of("alice", "bob")) {
            Surroundings bobs = hosts.surroundings(home, guards);
            bobs.store().keep(another);

            assertThatThrownBy(() ->
                            new Relocator(bobs).relocate(new Scope(another.id(), 1), Caller.of("bob", event -> {})))
                    .isInstanceOfSatisfying(
                            RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                    .hasMessageContaining("run %s of alice@".formatted(run));
        }

        assertThat(hosts.world.calls).isEmpty();
    }

    /** Both start at the same moment; the winner gets no further than to its guards before the other has been refused. */
    private Round race(TwoControllers hosts, Plan plan, Surroundings alices, Surroundings bobs) {
        alices.store().keep(plan);
        bobs.store().keep(plan);
        hosts.world.calls.clear();
        CountDownLatch refused = new CountDownLatch(1);
        hosts.world.interruption = (moment, call) -> {
            if (moment.equals("before") && call.equals("prepare a")) {
                await(refused);
            }
        };
        CyclicBarrier start = new CyclicBarrier(2);
        List<RelocationException> refusals = new ArrayList<>();
        CompletableFuture<Optional<RunResult>> alice =
                CompletableFuture.supplyAsync(() -> relocate(alices, plan, "alice", start, refused, refusals), threads);
        CompletableFuture<Optional<RunResult>> bob =
                CompletableFuture.supplyAsync(() -> relocate(bobs, plan, "bob", start, refused, refusals), threads);
        return new Round(alice.join(), bob.join(), refusals);
    }

    private static Optional<RunResult> relocate(
            Surroundings with,
            Plan plan,
            String who,
            CyclicBarrier start,
            CountDownLatch refused,
            List<RelocationException> refusals) {
        Relocator relocator = new Relocator(with);
        Caller caller = Caller.of(who, event -> {});
        await(start);
        try {
            return Optional.of(relocator.relocate(new Scope(plan.id(), 1), caller));
        } catch (RelocationException e) {
            synchronized (refusals) {
                refusals.add(e);
            }
            refused.countDown();
            if (with.guards() instanceof Meeting meeting) {
                meeting.barrier.reset(); // who still waits for this one waits in vain
            }
            return Optional.empty();
        }
    }

    private static RunResult winner(Round round) {
        return round.alice().or(round::bob).orElseThrow();
    }

    private static void exactlyOneWon(TwoControllers hosts, Plan plan, Round round) {
        String workload = plan.moves().get(0).workload();
        assertThat(round.refusals()).as("%s: %s", workload, round).hasSize(1);
        String who = round.alice().isPresent() ? "alice" : "bob";
        assertThat(winner(round).moves())
                .extracting(RunResult.MoveResult::phase)
                .containsExactly(Phase.RESUMED);

        RelocationException refusal = round.refusals().get(0);
        assertThat(refusal.code()).as(refusal.getMessage()).isEqualTo(ErrorCode.BUSY);
        assertThat(refusal).hasMessageContaining(who);
        assertThat(refusal.getMessage())
                .containsAnyOf("works on it", " of " + who + "@", "is being worked on by " + who);

        assertThat(hosts.world.calls).containsExactly("prepare a", "freeze a", "restore b", "resume b");
        assertThat(hosts.world.runsOn(workload)).contains("b");
        for (String host : List.of("a", "b")) {
            Guards.Guard guard = hosts.guards().read(hosts.host(host), workload).orElseThrow();
            assertThat(guard.run()).isEqualTo(winner(round).run());
            assertThat(guard.held()).isTrue();
            assertThat(guard.epoch()).isEqualTo(1);
            assertThat(guard.holder().words()).startsWith(who + "@");
        }
    }

    private static void await(CyclicBarrier barrier) {
        try {
            barrier.await(DEADLINE, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(DEADLINE, TimeUnit.SECONDS))
                    .as("nobody was refused")
                    .isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
