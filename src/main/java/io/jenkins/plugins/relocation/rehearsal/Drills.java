// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.Drill.Failure;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Makes the failures happen that are rehearsed, and gives the answers. Thread-safe. */
final class Drills {
    private final Drill drill;
    private final Map<String, Integer> calls = new HashMap<>();
    private final Set<Object> used = new HashSet<>();
    private final Set<String> stagesWithInput = new HashSet<>();

    /**
     * Takes what is to be done on purpose.
     *
     * @throws RelocationException {@code BAD_INPUT} when a step that is to fail does not exist
     */
    Drills(Drill drill, StepLibrary steps) {
        this.drill = drill;
        for (Failure failure : drill.failures()) {
            if (!failure.step().isEmpty() && steps.find(failure.step()).isEmpty()) {
                throw new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "a failure of '%s' cannot be rehearsed: %s"
                                .formatted(failure.step(), steps.unknown(failure.step(), Set.of())));
            }
        }
    }

    /** Fails when this call of the step is to fail. */
    void step(String name, int line) {
        count(
                        "step " + name,
                        drill.failures().stream()
                                .filter(failure -> failure.step().equals(name))
                                .toList())
                .ifPresent(failure -> {
                    throw new StepFailure("%s failed: this failure is rehearsed (--fail step=%s)".formatted(name, name))
                            .at(line);
                });
    }

    /** Fails when this run of the stage is to fail. */
    void stage(String name, int line) {
        count(
                        "stage " + name,
                        drill.failures().stream()
                                .filter(failure -> failure.stage().equals(name))
                                .toList())
                .ifPresent(failure -> {
                    throw new StepFailure("stage '%s' failed: this failure is rehearsed (--fail stage=%s)"
                                    .formatted(name, name))
                            .at(line);
                });
    }

    /** The answer to an input in these stages. */
    synchronized Optional<Drill.Reply> reply(List<String> stages, String id) {
        stages.stream().reduce((outer, inner) -> inner).ifPresent(stagesWithInput::add);
        Optional<Drill.Reply> found = drill.reply(stages, id);
        found.ifPresent(used::add);
        return found;
    }

    /** What was to be done and never came up. */
    synchronized List<String> unused() {
        List<String> unused = new ArrayList<>();
        drill.failures().stream()
                .filter(failure -> !used.contains(failure))
                .forEach(failure -> unused.add(
                        "the failure of %s was not rehearsed: it was never called".formatted(failure.describe())));
        drill.replies().stream()
                .filter(reply -> !used.contains(reply))
                .forEach(reply -> unused.add("the answer for '%s' was not used; inputs were asked in: %s"
                        .formatted(
                                reply.stage(),
                                stagesWithInput.isEmpty()
                                        ? "no stage"
                                        : stagesWithInput.stream().sorted().collect(Collectors.joining(", ")))));
        return unused;
    }

    private synchronized Optional<Failure> count(String what, List<Failure> failures) {
        if (failures.isEmpty()) {
            return Optional.empty();
        }
        int call = calls.merge(what, 1, Integer::sum);
        Optional<Failure> found =
                failures.stream().filter(failure -> failure.call() == call).findFirst();
        found.ifPresent(used::add);
        return found;
    }
}
