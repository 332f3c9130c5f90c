// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Prediction;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Result of {@code checkpoint}, {@code relocate}, {@code verify} and {@code rollback}, and of {@code status}.
 *
 * @param run id of the run
 * @param plan id of the plan
 * @param moves where each move stands
 * @param settled whether nothing more will happen in this run
 * @param empty hosts that were to be emptied and are: safe to power off
 * @param stays what is still on hosts that were to be emptied, in words
 * @param head how far the journal had got, signed: one line to be kept in a log; empty: nothing is signed
 */
public record RunResult(
        String run,
        String plan,
        List<MoveResult> moves,
        boolean settled,
        List<String> empty,
        List<String> stays,
        String head)
        implements StepResult {
    /** A result of which nothing is signed. */
    public RunResult(
            String run, String plan, List<MoveResult> moves, boolean settled, List<String> empty, List<String> stays) {
        this(run, plan, moves, settled, empty, stays, "");
    }

    /** The same with a head. */
    public RunResult signed(String line) {
        return new RunResult(run, plan, moves, settled, empty, stays, line);
    }

    /**
     * Where one move stands.
     *
     * @param workload name of the workload
     * @param source host it leaves
     * @param target host it goes to
     * @param phase phase of the move
     * @param holds what that phase means, in words
     * @param freeze how long nobody ran it so far
     * @param prediction what the plan expected
     * @param cost where the time of the freeze went; all zero: it has not resumed on its target, or nobody told
     * @param problem why it did not get further; empty: no problem
     */
    public record MoveResult(
            String workload,
            String source,
            String target,
            Phase phase,
            String holds,
            Duration freeze,
            Prediction prediction,
            FreezeCost cost,
            String problem) {
        public MoveResult {
            requireNonNull(prediction, "prediction is null");
            requireNonNull(cost, "cost is null");
        }
    }

    /**
     * What all moves together cost that were frozen.
     *
     * @param moves how many that are
     * @param predictedBytes bytes that they were expected to send
     * @param bytes bytes that they have sent; 0: not told
     * @param bytesPerSecond bytes in a second while they were sent; 0: not told
     * @param longestFreeze the longest time that nobody ran one of them
     * @param longestFreezePredicted what was predicted for that one
     * @param longestFreezeOf the workload that was; empty: none was frozen
     */
    public record Total(
            int moves,
            long predictedBytes,
            long bytes,
            long bytesPerSecond,
            Duration longestFreeze,
            Duration longestFreezePredicted,
            String longestFreezeOf) {}

    /** What all moves together cost, beside what was predicted for them. */
    @JsonProperty(access = JsonProperty.Access.READ_ONLY)
    public Total total() {
        List<MoveResult> frozen =
                moves.stream().filter(move -> !move.freeze().isZero()).toList();
        List<MoveResult> told =
                frozen.stream().filter(move -> move.cost().bytes() > 0).toList();
        long bytes = told.stream().mapToLong(move -> move.cost().bytes()).sum();
        double seconds = told.stream()
                .mapToDouble(
                        move -> move.cost().dump().plus(move.cost().transfer()).toNanos() / 1e9)
                .sum();
        Optional<MoveResult> longest = frozen.stream().max(Comparator.comparing(MoveResult::freeze));
        return new Total(
                frozen.size(),
                told.stream().mapToLong(move -> move.prediction().imageBytes()).sum(),
                bytes,
                seconds == 0 ? 0 : Math.round(bytes / seconds),
                longest.map(MoveResult::freeze).orElse(Duration.ZERO),
                longest.map(move -> move.prediction().freeze()).orElse(Duration.ZERO),
                longest.map(MoveResult::workload).orElse(""));
    }

    public RunResult {
        moves = List.copyOf(moves);
        empty = List.copyOf(empty);
        stays = List.copyOf(stays);
        requireNonNull(head, "head is null");
    }
}
