// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.yaml.snakeyaml.error.Mark;

/** Collects what is wrong in one file, so that a person sees all of it at once. */
final class Problems {
    private final String file;
    // A set: what stands under 'defaults' is read once for every host that uses it.
    private final Set<Problem> found = new LinkedHashSet<>();
    private int reported;

    Problems(String file) {
        // The name is data too: a line break in it must not start a message of its own.
        this.file = file.replaceAll("\\p{Cntrl}", "?");
    }

    void add(Mark mark, String field, String message) {
        add(mark.getLine() + 1, mark.getColumn() + 1, field, message);
    }

    void add(int line, int column, String field, String message) {
        reported++;
        found.add(new Problem(file, line, column, field, message));
    }

    /** Whether something is known to be wrong with this very field. */
    boolean knows(String field) {
        return found.stream().anyMatch(problem -> problem.field().equals(field));
    }

    boolean none() {
        return found.isEmpty();
    }

    /**
     * Reads something that is made of many values, and makes it only when all of them were right: a value that stands in
     * for a wrong one must not cause problems of its own.
     */
    <T> Optional<T> whole(Supplier<Supplier<T>> reading, Mark mark, String field) {
        int before = reported;
        Supplier<T> maker = reading.get();
        if (reported > before) {
            return Optional.empty();
        }
        try {
            return Optional.of(maker.get());
        } catch (IllegalArgumentException e) {
            add(mark, field, e.getMessage());
            return Optional.empty();
        }
    }

    InventoryException exception() {
        List<Problem> sorted = found.stream()
                .sorted(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column))
                .toList();
        return new InventoryException(sorted);
    }
}
