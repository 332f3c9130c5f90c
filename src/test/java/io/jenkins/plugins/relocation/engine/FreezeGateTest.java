// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FreezeGateTest {
    private final FreezeGate gate = new FreezeGate(Duration.ofMinutes(1));
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @AfterEach
    void endThreads() {
        threads.shutdownNow();
    }

    @Test
    void letsAsManyInAsTheWidthSays() {
        FreezeGate.Turn first = enter(2, "a", "b");
        FreezeGate.Turn second = enter(2, "a", "b");
        CompletableFuture<FreezeGate.Turn> third = later(2, "a", "b");

        assertThat(third).isNotDone();
        first.close();

        assertThat(third).succeedsWithin(Duration.ofSeconds(20));
        second.close();
    }

    @Test
    void doesNotLetHostsThatHaveNothingInCommonWaitForEachOther() {
        enter(1, "a", "b");

        assertThat(later(1, "c", "d")).succeedsWithin(Duration.ofSeconds(20));
    }

    @Test
    void letsNobodyOvertakeOnTheSameHost() {
        FreezeGate.Turn first = enter(1, "a", "b");
        List<String> order = Collections.synchronizedList(new ArrayList<>());
        CompletableFuture<Void> second = waiting(order, "second", "b", "c");
        CompletableFuture<Void> third = waiting(order, "third", "c", "d");

        assertThat(order).isEmpty();
        first.close();

        assertThat(CompletableFuture.allOf(second, third)).succeedsWithin(Duration.ofSeconds(20));
        assertThat(order).containsExactly("second", "third");
    }

    @Test
    void comesToAnEndHoweverHostsArePaired() {
        AtomicInteger passed = new AtomicInteger();
        AtomicInteger onA = new AtomicInteger();
        AtomicBoolean tooMany = new AtomicBoolean();
        List<Set<String>> pairs = List.of(Set.of("a", "b"), Set.of("b", "c"), Set.of("c", "a"), Set.of("a", "d"));
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            Set<String> pair = pairs.get(i % pairs.size());
            all.add(CompletableFuture.runAsync(
                    () -> {
                        try (FreezeGate.Turn turn = gate.enter(pair, 1, Optional::empty)) {
                            if (turn.crowded() || pair.contains("a") && onA.incrementAndGet() > 1) {
                                tooMany.set(true);
                            }
                            passed.incrementAndGet();
                            if (pair.contains("a")) {
                                onA.decrementAndGet();
                            }
                        }
                    },
                    threads));
        }

        assertThat(CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)))
                .succeedsWithin(Duration.ofSeconds(30));
        assertThat(passed).hasValue(40);
        assertThat(tooMany).isFalse();
    }

    @Test
    void endsAWaitThatIsStopped() {
        enter(1, "a", "b");
        StopSignal stop = new StopSignal();
        CompletableFuture<FreezeGate.Turn> second =
                CompletableFuture.supplyAsync(() -> gate.enter(Set.of("a", "b"), 1, stop::reason), threads);

        stop.stop("build aborted");

        assertThat(second)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withMessageContaining("build aborted");
        assertThatThrownBy(() -> gate.enter(Set.of("b"), 1, stop::reason))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.STOPPED));
    }

    @Test
    void goesInBesideAMoveThatNeverEnds() {
        FreezeGate impatient = new FreezeGate(Duration.ofMillis(50));
        impatient.enter(Set.of("a", "b"), 1, Optional::empty);

        FreezeGate.Turn second = impatient.enter(Set.of("a", "b"), 1, Optional::empty);

        assertThat(second.crowded()).isTrue();
    }

    @Test
    void doesNotHoldAThreadThatIsInterrupted() throws Exception {
        enter(1, "a", "b");
        CompletableFuture<Boolean> crowded = new CompletableFuture<>();
        Thread thread = new Thread(() ->
                crowded.complete(gate.enter(Set.of("a"), 1, Optional::empty).crowded()
                        && Thread.currentThread().isInterrupted()));
        thread.start();

        thread.interrupt();

        assertThat(crowded.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void canBeLeftTwice() {
        FreezeGate.Turn first = enter(1, "a", "b");
        first.close();
        FreezeGate.Turn second = enter(1, "a", "b");

        first.close();

        CompletableFuture<FreezeGate.Turn> third = later(1, "a", "b");
        assertThat(third).isNotDone();
        second.close();
        assertThat(third).succeedsWithin(Duration.ofSeconds(20));
    }

    private FreezeGate.Turn enter(int width, String... hosts) {
        return gate.enter(Set.of(hosts), width, Optional::empty);
    }

    private CompletableFuture<FreezeGate.Turn> later(int width, String... hosts) {
        return CompletableFuture.supplyAsync(() -> enter(width, hosts), threads);
    }

    /** Starts to wait, and returns when it does. */
    private CompletableFuture<Void> waiting(List<String> order, String name, String... hosts) {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        CompletableFuture<Void> done = CompletableFuture.runAsync(
                () -> {
                    try (FreezeGate.Turn turn = gate.enter(Set.of(hosts), 1, () -> {
                        // Asked only by a move that waits.
                        asked.complete(null);
                        return Optional.empty();
                    })) {
                        order.add(turn.crowded() ? name + ", crowded" : name);
                    }
                },
                threads);
        asked.join();
        return done;
    }
}
