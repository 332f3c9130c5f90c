// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What a contender did with a setting.
 *
 * @param samples those that count
 * @param thrownOut how many were not correct
 */
record Series(Contender contender, List<Sample> samples, long thrownOut) {
    Series {
        samples = List.copyOf(samples);
    }

    static Series of(Samples all, Setting setting, Contender contender) {
        List<Sample> mine = all.of(setting, contender);
        return new Series(
                contender,
                mine.stream().filter(Sample::counts).toList(),
                mine.stream().filter(sample -> !sample.correct()).count());
    }

    boolean isEmpty() {
        return samples.isEmpty();
    }

    double median(ToDoubleFunction<Sample> what) {
        double[] sorted = sorted(what);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    double min(ToDoubleFunction<Sample> what) {
        return sorted(what)[0];
    }

    double max(ToDoubleFunction<Sample> what) {
        double[] sorted = sorted(what);
        return sorted[sorted.length - 1];
    }

    /** Median and, in brackets, the range. */
    String text(ToDoubleFunction<Sample> what) {
        return "%,.0f (%,.0f–%,.0f)".formatted(median(what), min(what), max(what));
    }

    private double[] sorted(ToDoubleFunction<Sample> what) {
        return samples.stream().mapToDouble(what).sorted().toArray();
    }
}
