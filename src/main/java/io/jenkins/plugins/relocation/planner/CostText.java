// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import java.util.Optional;

/** What moves cost beside what was predicted, for people. */
public final class CostText {
    private CostText() {}

    /** "frozen for 412 ms (predicted 400 ms, up to 800 ms), sent 60 MiB (predicted 64 MiB) at 150 MiB/s"; empty: not frozen yet. */
    public static String ofMove(MoveResult move) {
        if (move.freeze().isZero()) {
            return "";
        }
        Prediction predicted = move.prediction();
        return "frozen for %s (predicted %s, up to %s)%s"
                .formatted(
                        Units.duration(move.freeze()),
                        Units.duration(predicted.freeze()),
                        Units.duration(predicted.freezeP90()),
                        sent(move.cost(), predicted));
    }

    private static String sent(FreezeCost cost, Prediction predicted) {
        return cost.bytes() == 0
                ? ""
                : ", sent %s (predicted %s)%s"
                        .formatted(
                                Units.size(cost.bytes()),
                                Units.size(predicted.imageBytes()),
                                rate(cost.bytesPerSecond()));
    }

    /** "2 moves: longest freeze 412 ms (redis; predicted 400 ms), sent 128 MiB (predicted 140 MiB) at 150 MiB/s". */
    public static Optional<String> total(RunResult result) {
        RunResult.Total total = result.total();
        if (total.moves() == 0) {
            return Optional.empty();
        }
        String sent = total.bytes() == 0
                ? ""
                : ", sent %s (predicted %s)%s"
                        .formatted(
                                Units.size(total.bytes()),
                                Units.size(total.predictedBytes()),
                                rate(total.bytesPerSecond()));
        return Optional.of("%d %s: longest freeze %s (%s; predicted %s)%s"
                .formatted(
                        total.moves(),
                        total.moves() == 1 ? "move" : "moves",
                        Units.duration(total.longestFreeze()),
                        total.longestFreezeOf(),
                        Units.duration(total.longestFreezePredicted()),
                        sent));
    }

    private static String rate(long bytesPerSecond) {
        return bytesPerSecond == 0 ? "" : " at %s/s".formatted(Units.size(bytesPerSecond));
    }
}
