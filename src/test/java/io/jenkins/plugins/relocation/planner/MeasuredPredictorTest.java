// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuredPredictorTest {
    private static final long MIB = 1 << 20;
    private static final Workload REDIS = workload("redis");

    private final List<Outcome> outcomes = new ArrayList<>();

    @Test
    void estimatesWithoutEarlierMoves() {
        Prediction prediction = predict(100 * MIB, TransferPlan.DEFAULT);

        assertThat(prediction.basis()).isEqualTo("estimate: no earlier moves");
        assertThat(prediction.freeze()).isEqualTo(Duration.ofMillis(250 + 699 + 210));
        assertThat(prediction.freezeP90()).isEqualTo(prediction.freeze().multipliedBy(2));
        assertThat(prediction.afterTransfer()).isLessThan(prediction.freeze());
    }

    @Test
    void estimatesWithTheRateOfTheLinkThatWasMeasured() {
        Prediction slow = predict(100 * MIB, TransferPlan.DEFAULT.measured(10 * MIB));

        assertThat(slow.basis()).isEqualTo("estimate: no earlier moves; link measured at 10 MiB/s");
        assertThat(slow.freeze()).isBetween(Duration.ofSeconds(10), Duration.ofSeconds(11));
    }

    @Test
    void takesTheMedianOfEarlierMovesOfTheSameWorkload() {
        for (int millis : List.of(300, 310, 290, 305, 900)) {
            moved("redis", "a", "b", 100 * MIB, millis);
        }
        moved("other", "a", "b", 100 * MIB, 5000);

        Prediction prediction = predict(100 * MIB, TransferPlan.DEFAULT);

        assertThat(prediction.freeze()).isEqualTo(Duration.ofMillis(305));
        assertThat(prediction.freezeP90()).isEqualTo(Duration.ofMillis(900));
        assertThat(prediction.basis()).isEqualTo("measured: 5 earlier moves of it");
    }

    @Test
    void leavesAMoveThatTookManyTimesAsLongOutOfTheRange() {
        for (int millis : List.of(300, 310, 290, 305, 60_000)) {
            moved("redis", "a", "b", 100 * MIB, millis);
        }

        Prediction prediction = predict(100 * MIB, TransferPlan.DEFAULT);

        assertThat(prediction.freeze()).isEqualTo(Duration.ofMillis(305));
        assertThat(prediction.freezeP90()).isEqualTo(Duration.ofMillis(310));
    }

    @Test
    void takesMovesBetweenTheSameHostsWhenTheWorkloadItselfMovedTooSeldom() {
        moved("redis", "a", "b", 100 * MIB, 1000);
        moved("x", "b", "a", 100 * MIB, 400);
        moved("y", "a", "b", 100 * MIB, 420);
        moved("z", "c", "d", 100 * MIB, 9000);

        Prediction prediction = predict(100 * MIB, TransferPlan.DEFAULT);

        assertThat(prediction.freeze()).isEqualTo(Duration.ofMillis(420));
        assertThat(prediction.basis()).isEqualTo("measured: 3 earlier moves between a and b with driver process");
    }

    @Test
    void takesTheFewThatThereAreAndWidensTheRange() {
        moved("redis", "a", "b", 100 * MIB, 400);

        Prediction prediction = predict(100 * MIB, TransferPlan.DEFAULT);

        assertThat(prediction.freeze()).isEqualTo(Duration.ofMillis(400));
        assertThat(prediction.freezeP90()).isEqualTo(Duration.ofMillis(600));
        assertThat(prediction.basis()).isEqualTo("measured: 1 earlier move of it");
    }

    @Test
    void scalesEarlierMovesToTheSizeAtHand() {
        for (int i = 0; i < 3; i++) {
            moved("x", "a", "b", 10 * MIB, 300);
        }

        Duration large = predict(1000 * MIB, TransferPlan.DEFAULT).freeze();
        Duration same = predict(10 * MIB, TransferPlan.DEFAULT).freeze();

        assertThat(same).isEqualTo(Duration.ofMillis(300));
        assertThat(large).isGreaterThan(same.multipliedBy(10)).isLessThan(same.multipliedBy(100));
    }

    @Test
    void expectsTheBytesThatTheWorkloadSentBeforeForItsMemory() {
        for (int i = 0; i < 3; i++) {
            outcomes.add(outcome("redis", "a", "b", 100 * MIB, 60 * MIB, 300));
        }

        assertThat(predict(200 * MIB, TransferPlan.DEFAULT).imageBytes()).isEqualTo(120 * MIB);
    }

    @Test
    void looksAtTheNewestMovesOnly() {
        for (int i = 0; i < 30; i++) {
            moved("redis", "a", "b", 100 * MIB, 5000);
        }
        for (int i = 0; i < 20; i++) {
            moved("redis", "a", "b", 100 * MIB, 300);
        }

        assertThat(predict(100 * MIB, TransferPlan.DEFAULT).freezeP90()).isEqualTo(Duration.ofMillis(300));
    }

    @Test
    void expectsATenthToTravelInTheFreezeOfWhatWasCopiedAhead() {
        Prediction ahead = predict(100 * MIB, TransferPlan.DEFAULT.copiedAhead());

        assertThat(ahead.imageBytes()).isEqualTo(10 * MIB);
        assertThat(ahead.freeze())
                .isLessThan(predict(100 * MIB, TransferPlan.DEFAULT).freeze())
                // It is still saved and restored as a whole.
                .isGreaterThan(Duration.ofMillis(2 * 209));
    }

    @Test
    void comparesOnlyMovesWhoseMemoryTravelledInTheSameWay() {
        for (int i = 0; i < 3; i++) {
            moved("redis", "a", "b", 100 * MIB, 900);
            outcomes.add(ahead(outcome("redis", "a", "b", 100 * MIB, 4 * MIB, 300)));
        }

        Prediction ahead = predict(100 * MIB, TransferPlan.DEFAULT.copiedAhead());
        Prediction cold = predict(100 * MIB, TransferPlan.DEFAULT);

        assertThat(ahead.basis()).isEqualTo("measured: 3 earlier moves of it");
        assertThat(ahead.freeze()).isEqualTo(Duration.ofMillis(300));
        assertThat(ahead.imageBytes()).isEqualTo(4 * MIB);
        assertThat(cold.freeze()).isEqualTo(Duration.ofMillis(900));
        assertThat(cold.imageBytes()).isEqualTo(100 * MIB);
    }

    @Test
    void estimatesWhenNoEarlierMoveWasCopiedAhead() {
        moved("redis", "a", "b", 100 * MIB, 900);

        assertThat(predict(100 * MIB, TransferPlan.DEFAULT.copiedAhead()).basis())
                .isEqualTo("estimate: no earlier moves");
    }

    private static Outcome ahead(Outcome of) {
        return new Outcome(
                of.workload(), of.driver(), of.source(), of.target(), true, of.memoryBytes(), of.freeze(), of.cost());
    }

    private Prediction predict(long bytes, TransferPlan transfer) {
        return new MeasuredPredictor(DefaultPredictor.STANDARD, outcomes)
                .predict(REDIS, host("a"), host("b"), transfer, new Need(bytes, bytes, true));
    }

    private void moved(String workload, String source, String target, long bytes, long millis) {
        outcomes.add(outcome(workload, source, target, bytes, bytes, millis));
    }

    private static Outcome outcome(
            String workload, String source, String target, long memory, long bytes, long millis) {
        return new Outcome(
                workload,
                "process",
                source,
                target,
                false,
                memory,
                Duration.ofMillis(millis),
                new FreezeCost(bytes, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ZERO, Duration.ZERO));
    }

    private static Host host(String name) {
        return Host.of(name, name + ".example", 22, new Login("root", "key", Login.Become.NONE), "ssh-ed25519 AAAA");
    }

    private static Workload workload(String name) {
        return new Workload(name, "process", "a", Map.of(), 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
    }
}
