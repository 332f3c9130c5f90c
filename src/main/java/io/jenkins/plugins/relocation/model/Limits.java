// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

/**
 * What a host can take.
 *
 * @param movesIn moves arriving at the same time, at least 1
 * @param movesOut moves leaving at the same time, at least 1
 * @param memoryReserve bytes of memory that no placement may use
 */
public record Limits(int movesIn, int movesOut, long memoryReserve) {
    /** Two in, two out, 256 MiB kept free. */
    public static final Limits DEFAULT = new Limits(2, 2, 256L << 20);

    public Limits {
        if (movesIn < 1 || movesOut < 1) {
            throw new IllegalArgumentException(
                    "movesIn %d and movesOut %d must be at least 1".formatted(movesIn, movesOut));
        }
        if (memoryReserve < 0) {
            throw new IllegalArgumentException("memoryReserve %d is negative".formatted(memoryReserve));
        }
    }
}
