// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Predicts from what earlier moves cost: those of the same workload, or of the same driver between the same hosts, or of
 * the same driver, whichever first are enough. Each is scaled to the size at hand, and one that took many times as
 * long as usual does not count for the range. Without any, the estimate of {@link DefaultPredictor} stands.
 */
public final class MeasuredPredictor implements Predictor {
    /** So many earlier moves say more than fewer that are more alike. */
    private static final int ENOUGH = 3;

    private static final int NEWEST = 20;
    /** What took so many times the median had a reason of its own. */
    private static final int OUTLIER = 4;

    private static final double NINE_OF_TEN = 0.9;
    /** A range for fewer than {@link #ENOUGH} moves. */
    private static final double FEW = 1.5;

    private final DefaultPredictor estimate;
    private final List<Outcome> outcomes;

    /** Some earlier moves, and what they have in common with the one at hand. */
    private record Basis(List<Outcome> outcomes, String words) {}

    /**
     * Makes a predictor.
     *
     * @param outcomes earlier moves, the oldest first
     */
    public MeasuredPredictor(DefaultPredictor estimate, List<Outcome> outcomes) {
        this.estimate = requireNonNull(estimate, "estimate is null");
        this.outcomes = List.copyOf(requireNonNull(outcomes, "outcomes is null"));
    }

    @Override
    public Prediction predict(Workload workload, Host from, Host to, TransferPlan transfer, Need need) {
        if (transfer.transport() == TransferPlan.Transport.STATIC) {
            return estimate.predict(workload, from, to, transfer, need);
        }
        List<Outcome> alike = outcomes.stream()
                .filter(outcome -> outcome.ahead() == transfer.ahead())
                .toList();
        return alike.size() == outcomes.size()
                ? from(workload, from, to, transfer, need)
                : new MeasuredPredictor(estimate, alike).predict(workload, from, to, transfer, need);
    }

    private Prediction from(Workload workload, Host from, Host to, TransferPlan transfer, Need need) {
        Basis basis = basis(workload, from.name(), to.name());
        if (basis.outcomes().isEmpty()) {
            return estimate.predict(workload, from, to, transfer, need);
        }
        long bytes = sentBytes(workload, transfer, need);
        double expected = millis(estimate.freeze(transfer, bytes, need.imageBytes()));
        List<Double> freezes = basis.outcomes().stream()
                .map(outcome -> millis(outcome.freeze())
                        * expected
                        / Math.max(1, millis(estimate.freeze(transfer, outcome.imageBytes(), outcome.memoryBytes()))))
                .sorted()
                .toList();
        double median = median(freezes);
        double high = high(freezes, median);
        double after = millis(estimate.afterTransfer(transfer.ahead() ? need.imageBytes() : bytes))
                * Math.min(1, median / Math.max(1, expected));
        return new Prediction(
                need.memoryBytes(),
                bytes,
                duration(median),
                duration(Math.max(median, high)),
                duration(after),
                "measured: %d earlier %s %s"
                        .formatted(freezes.size(), freezes.size() == 1 ? "move" : "moves", basis.words()));
    }

    private Basis basis(Workload workload, String from, String to) {
        List<Basis> candidates = List.of(
                newest(outcome -> isOf(outcome, workload), "of it"),
                newest(
                        outcome -> outcome.driver().equals(workload.driver()) && outcome.between(from, to),
                        "between %s and %s with driver %s".formatted(from, to, workload.driver())),
                newest(
                        outcome -> outcome.driver().equals(workload.driver()),
                        "with driver %s".formatted(workload.driver())));
        return candidates.stream()
                .filter(basis -> basis.outcomes().size() >= ENOUGH)
                .findFirst()
                .or(() -> candidates.stream()
                        .filter(basis -> !basis.outcomes().isEmpty())
                        .findFirst())
                .orElse(candidates.get(0));
    }

    private static boolean isOf(Outcome outcome, Workload workload) {
        return outcome.workload().equals(workload.name()) && outcome.driver().equals(workload.driver());
    }

    private Basis newest(Predicate<Outcome> alike, String words) {
        List<Outcome> all = outcomes.stream().filter(alike).toList();
        return new Basis(all.subList(Math.max(0, all.size() - NEWEST), all.size()), words);
    }

    /** What this workload sent in earlier moves for each byte that it used tells what it will send. */
    private long sentBytes(Workload workload, TransferPlan transfer, Need need) {
        List<Double> ratios = newest(outcome -> isOf(outcome, workload), "of it").outcomes().stream()
                .filter(outcome -> outcome.cost().bytes() > 0 && outcome.memoryBytes() > 0)
                .map(outcome -> (double) outcome.cost().bytes() / outcome.memoryBytes())
                .sorted()
                .toList();
        return ratios.isEmpty()
                ? estimate.sentBytes(transfer, need.imageBytes())
                : Math.round(median(ratios) * need.memoryBytes());
    }

    private static double high(List<Double> sorted, double median) {
        List<Double> usual = new ArrayList<>(sorted);
        usual.removeIf(value -> value > OUTLIER * median);
        double high = usual.get((int) Math.ceil(NINE_OF_TEN * usual.size()) - 1);
        return sorted.size() < ENOUGH ? Math.max(high, FEW * median) : high;
    }

    private static double median(List<Double> sorted) {
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }

    private static Duration duration(double millis) {
        return Duration.ofMillis(Math.round(millis));
    }
}
