// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Phase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Moves between simulated hosts, disturbed: docs/fault-matrix.md says how.
 *
 * <ul>
 *   <li>{@code -Drelocation.faults=N}: how many runs, every single fault first
 *   <li>{@code -Drelocation.faults.subjects=wpar,wpar-static}: of these only
 *   <li>{@code -Drelocation.faults.document=FILE}: writes that page
 *   <li>{@code -Drelocation.fault='process | COMMIT | GO_ON | ...'}: cells again, as the list of violations names them
 * </ul>
 */
class FaultMatrixTest {
    private static final int RUNS = Integer.getInteger("relocation.faults", 600);
    private static final long SEED = Long.getLong("relocation.faults.seed", 20261123);
    private static final int SHOWN = 60;
    private static final List<Subject> SUBJECTS = Stream.of(
                    System.getProperty("relocation.faults.subjects", "").split(","))
            .filter(id -> !id.isEmpty())
            .map(Subject::of)
            .collect(Collectors.collectingAndThen(
                    Collectors.toList(), chosen -> chosen.isEmpty() ? Subject.ALL : chosen));

    static Stream<Arguments> scenarios() {
        return Subject.ALL.stream()
                .flatMap(subject -> Stream.of(Scenario.values()).map(scenario -> Arguments.of(subject, scenario)));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void goesAsMeantWhenNothingGoesWrong(Subject subject, Scenario scenario) {
        Outcome outcome = Trial.of(new Cell(subject, scenario, List.of(), Recovery.GO_ON));

        assertThat(outcome.violations()).as(outcome.report()).isEmpty();
        boolean stays = scenario == Scenario.COMMIT || scenario == Scenario.RETURN_ABANDONED;
        assertThat(outcome.end())
                .as(outcome.report())
                .isEqualTo(stays ? Outcome.End.COMMITTED : Outcome.End.ROLLED_BACK);
        assertThat(outcome.report()).contains("left: []");
    }

    @Test
    void isNeverLostAndNeverTwice() throws InterruptedException, IOException {
        Tally tally = new Tally();
        int share = RUNS / SUBJECTS.size();
        int singles = 0;
        for (Subject subject : SUBJECTS) {
            List<Cell> cells = new ArrayList<>(Matrix.sample(Matrix.singles(subject), share, SEED));
            singles += cells.size();
            cells.addAll(Matrix.pairs(subject, share - cells.size(), SEED));
            run(cells, tally);
        }

        String document = System.getProperty("relocation.faults.document", "");
        if (!document.isEmpty()) {
            Files.writeString(Path.of(document), MatrixDocument.of(tally, singles, SEED));
        }
        assertThat(tally.wrong().stream().limit(SHOWN).toList())
                .as("%d of %d runs".formatted(tally.wrong().size(), tally.runs()))
                .isEmpty();
    }

    /** Pairs of faults that long runs have found once: whatever becomes of the numbers of their places, they take no time. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "wpar-static | RETURN_AFTER_RESUME | GO_ON | ENGINE_KILLED_BEFORE@JOURNAL:controller/journal#40 & HOST_REBOOTS_FLUSHED@STEP:b/resume: write how it ended#1",
                "wpar-static | RETURN_AFTER_RESUME | GO_ON | ENGINE_KILLED_BEFORE@STEP:b/leg-clean: remove the leg#1 & COMMAND_FAILS@COMMAND:a/start discard back#1",
                "wpar-static | RETURN_AFTER_RESUME | GO_BACK | HOST_REBOOTS@COMMAND:b/observe#4 & COMMAND_FAILS@COMMAND:b/poll resume#10",
                "wpar-application | RETURN_ABANDONED | GO_ON | ENGINE_KILLED_BEFORE@JOURNAL:controller/journal#39 & LATE@COMMAND:b/leg-open back#1",
                "wpar-application | RETURN_ABANDONED | SETTLE | LATE@COMMAND:b/leg-open back#1 & ENGINE_KILLED_AFTER@JOURNAL:controller/journal#41",
                "wpar-application | RETURN_ABANDONED | GO_ON | HOST_REBOOTS@STEP:b/watch: look at the freeze#2 & ENGINE_KILLED_BEFORE@STEP:b/freeze: write how it ended#1",
                "wpar-application | COMMIT | SETTLE | CONTROLLER_GONE@COMMAND:a/observe#6 & HOST_REBOOTS@COMMAND:a/observe#3",
                "process | RETURN_AFTER_RESUME | GO_BACK | HOST_REBOOTS@STEP:b/freeze: write how it ended#1 & CONTROLLER_GONE@STEP:a/claim permit void#1",
                "wpar | LIVE_RETURN | GO_ON | HOST_DIES@COMMAND:a/leg-clean#1 & COMMAND_FAILS@COMMAND:b/leg-open#1"
            })
    void whatOnceWentWrongGoesRight(String cell) {
        Outcome outcome = Trial.of(Cell.parse(cell));

        assertThat(outcome.violations()).as(outcome.report()).isEmpty();
    }

    @Test
    @EnabledIfSystemProperty(named = "relocation.fault", matches = ".+")
    void repeatsCells() {
        List<String> wrong = Stream.of(System.getProperty("relocation.fault").split(";"))
                .map(cell -> Map.entry(cell, Trial.of(Cell.parse(cell.strip()))))
                .filter(each -> !each.getValue().violations().isEmpty())
                .map(Object::toString)
                .toList();

        assertThat(wrong).isEmpty();
    }

    private static void run(List<Cell> cells, Tally tally) throws InterruptedException {
        ExecutorService threads =
                Executors.newFixedThreadPool(Runtime.getRuntime().availableProcessors());
        for (Cell cell : cells) {
            threads.execute(() -> tally.add(cell, attempt(cell)));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(120, TimeUnit.MINUTES)).isTrue();
    }

    private static Outcome attempt(Cell cell) {
        try {
            return Trial.of(cell);
        } catch (RuntimeException | AssertionError | EngineDied e) {
            return new Outcome(Outcome.End.WRONG, Phase.PLANNED.name(), List.of(e.toString()), trace(e));
        }
    }

    private static String trace(Throwable e) {
        return Stream.of(e.getStackTrace())
                .limit(12)
                .map(Object::toString)
                .toList()
                .toString();
    }
}
