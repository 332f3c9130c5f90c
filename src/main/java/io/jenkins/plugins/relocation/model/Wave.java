// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Moves that may be under way at the same time.
 *
 * @param number 1 for the first wave
 * @param moves at least one
 */
public record Wave(int number, List<Move> moves) {
    public Wave {
        if (number < 1) {
            throw new IllegalArgumentException("wave number %d must be at least 1".formatted(number));
        }
        moves = List.copyOf(requireNonNull(moves, "moves is null"));
        if (moves.isEmpty()) {
            throw new IllegalArgumentException("wave %d has no moves".formatted(number));
        }
    }
}
