// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/**
 * When hosts are out of balance, and what a move has to gain.
 *
 * @param cpuPercent a host whose processors are busier than that has too much, 1 to 100
 * @param memoryPercent a host that uses more of its memory has too much, 1 to 100
 * @param period over which the load of processors is averaged, so that short peaks move nothing
 * @param gainPercent by how many points a move has to bring its two hosts together, 1 to 100
 */
public record Thresholds(int cpuPercent, int memoryPercent, Duration period, int gainPercent) {
    private static final Duration LONGEST = Duration.ofHours(1);

    /** 80 % of the processors over ten minutes, 90 % of the memory, ten points. */
    public static final Thresholds DEFAULT = new Thresholds(80, 90, Duration.ofMinutes(10), 10);

    private static final int HUNDRED = 100;

    public Thresholds {
        requirePercent("cpu", cpuPercent);
        requirePercent("memory", memoryPercent);
        requirePercent("gain", gainPercent);
        if (requireNonNull(period, "period is null").compareTo(Duration.ofSeconds(1)) < 0
                || period.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("period %s is not between 1s and 1h".formatted(Units.duration(period)));
        }
    }

    /**
     * The same as numbers that people give.
     *
     * @param minutes the period, 1 to 60
     */
    public static Thresholds of(int cpuPercent, int memoryPercent, int minutes, int gainPercent) {
        if (minutes < 1 || minutes > LONGEST.toMinutes()) {
            throw new IllegalArgumentException(
                    "minutes %d is not between 1 and %d".formatted(minutes, LONGEST.toMinutes()));
        }
        return new Thresholds(cpuPercent, memoryPercent, Duration.ofMinutes(minutes), gainPercent);
    }

    /** The period in whole minutes. */
    public int minutes() {
        return (int) period.toMinutes();
    }

    private static void requirePercent(String name, int value) {
        if (value < 1 || value > HUNDRED) {
            throw new IllegalArgumentException("%s %d is not between 1 and 100 percent".formatted(name, value));
        }
    }

    /** For people: "cpu 80 % over 10 min, memory 90 %, gain 10 points". */
    public String describe() {
        return "cpu %d %% over %s, memory %d %%, gain %d points"
                .formatted(cpuPercent, Units.duration(period), memoryPercent, gainPercent);
    }
}
