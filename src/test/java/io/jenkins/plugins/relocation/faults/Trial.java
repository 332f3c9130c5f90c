// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.engine.RunBook;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.faults.Scenario.Step;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.simulator.SimulatedHost;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Does one cell: the scenario with its faults, what an operator does afterwards, and the comparison with what users saw. */
final class Trial implements AutoCloseable {
    private static final int ROUNDS = 6;
    private static final Duration BOOTED = Duration.ofMinutes(2);
    private static final Duration LATER = Duration.ofHours(1);

    /** The owner's budget, what an engine is given beyond it, and what continuing takes. */
    private static final Duration ALONE = Bed.FREEZE_BUDGET.plusSeconds(30).plusSeconds(30);

    private final Cell cell;
    private final Sabotage sabotage;
    private final Path home;
    private final Injector injector;
    private final Bed bed;
    private final List<String> told = new ArrayList<>();

    Trial(Cell cell, Sabotage sabotage, HostWires wires) {
        this.cell = cell;
        this.sabotage = sabotage;
        this.home = Homes.make();
        this.injector = new Injector(cell.faults());
        this.bed = new Bed(cell.subject(), injector, sabotage, home, wires);
    }

    static Outcome of(Cell cell) {
        return of(cell, Sabotage.NONE, HostWires.DIRECT);
    }

    static Outcome of(Cell cell, Sabotage sabotage, HostWires wires) {
        try (Trial trial = new Trial(cell, sabotage, wires)) {
            return trial.play();
        }
    }

    /** Every place that the scenario comes to when nothing goes wrong. */
    static List<Injector.Seen> places(Subject subject, Scenario scenario) {
        try (Trial trial =
                new Trial(new Cell(subject, scenario, List.of(), Recovery.GO_ON), Sabotage.NONE, HostWires.DIRECT)) {
            Outcome outcome = trial.play();
            if (!outcome.violations().isEmpty()) {
                throw new AssertionError("%s, %s without any fault: %s".formatted(subject, scenario, outcome));
            }
            return trial.injector.seen();
        }
    }

    Outcome play() {
        for (Step step : cell.scenario().steps()) {
            if (!told.isEmpty() && isOver() || !does(step)) {
                break;
            }
        }
        if (bed.engine().isGoneForGood()) {
            return left();
        }
        recover();
        if (bed.engine().isGoneForGood()) {
            return left();
        }
        bed.world.advance(LATER);
        return judged();
    }

    /** Whether the engine came to its end, well or not. */
    private boolean does(Step step) {
        cell.scenario().arrange(step, bed.world);
        Relocator relocator = bed.relocator();
        try {
            switch (step) {
                case RELOCATE -> relocator.relocate(new Scope(bed.plan.id(), 0), bed.caller());
                case VERIFY -> relocator.verify(new Scope(bed.plan.id(), 0), bed.caller());
                case ROLL_BACK -> relocator.rollback(RollbackParameters.all(bed.plan.id()), bed.caller());
                case RECOVER -> {
                    if (run().isPresent()) {
                        relocator.recover(run().get(), bed.caller());
                    }
                }
                case ROLL_BACK_WITH_LOSS -> {
                    bed.observer.acceptLoss(bed.world);
                    relocator.rollback(
                            new RollbackParameters(
                                    bed.plan.id(), 0, "", RollbackParameters.To.SOURCE, List.of(Subject.WORKLOAD)),
                            bed.caller());
                }
            }
        } catch (RelocationException e) {
            told.add("%s: %s".formatted(step, e.getMessage()));
        } catch (RuntimeException | EngineDied e) {
            if (!bed.engine().isDead()) {
                throw e;
            }
        }
        if (bed.engine().isDead()) {
            damageJournal();
            return false;
        }
        return true;
    }

    private void damageJournal() {
        if (sabotage == Sabotage.JOURNAL_AFTER_THE_ACT) {
            run().ifPresent(run -> Journals.dropOpenIntention(store().journal(run)));
        }
        if (bed.engine().tearsJournal()) {
            run().ifPresent(run -> Journals.tear(store().journal(run)));
        }
    }

    // ---- what an operator does ----

    private void recover() {
        for (int round = 0; round < ROUNDS && !isOver(); round++) {
            bed.world.advance(BOOTED);
            if (!does(next(round)) && bed.engine().isGoneForGood()) {
                return;
            }
        }
    }

    private Step next(int round) {
        Phase phase = phase();
        if (status().filter(move -> move.problem().contains("--accept-loss")).isPresent()) {
            return Step.ROLL_BACK_WITH_LOSS;
        }
        if (cell.recovery() == Recovery.SETTLE) {
            return Step.RECOVER;
        }
        if (phase == Phase.COMMITTING || phase == Phase.COMMITTED) {
            return Step.VERIFY;
        }
        if (cell.recovery() == Recovery.GO_BACK) {
            return round % 2 == 0 ? Step.ROLL_BACK : Step.VERIFY;
        }
        if (phase.ordinal() >= Phase.RESUMED.ordinal()) {
            return round == 0 && cell.scenario().steps().contains(Step.ROLL_BACK) ? Step.ROLL_BACK : Step.VERIFY;
        }
        return round < 2 ? Step.RELOCATE : Step.ROLL_BACK;
    }

    private boolean isOver() {
        Optional<String> run = run();
        return run.isEmpty() || book().closed(run.get()) || phase() == Phase.NEEDS_OPERATOR;
    }

    private RunStore store() {
        return new RunStore(home);
    }

    private RunBook book() {
        return new RunBook(store(), bed.world.ticker());
    }

    private Optional<String> run() {
        return book().latest(bed.plan.id());
    }

    private Optional<MoveResult> status() {
        return run().map(book()::status).map(RunResult::moves).map(moves -> moves.get(0));
    }

    private Phase phase() {
        return status().map(MoveResult::phase).orElse(Phase.PLANNED);
    }

    // ---- what came of it ----

    private String phaseOfFault() {
        return injector.fired().isEmpty()
                ? ""
                : injector.seen().stream()
                        .filter(seen ->
                                seen.point().equals(injector.fired().get(0).point()))
                        .findFirst()
                        .map(Injector.Seen::phase)
                        .orElse("");
    }

    private Outcome outcome(Outcome.End end, List<String> violations) {
        String report = "%s %s %s; answering: %s; left: %s"
                .formatted(
                        phase(),
                        status().map(MoveResult::problem).orElse(""),
                        told,
                        Observer.names(bed.observer.answering(bed.world)),
                        leftovers());
        return new Outcome(violations.isEmpty() ? end : Outcome.End.WRONG, phaseOfFault(), violations, report);
    }

    private List<String> leftovers() {
        return bed.world.hosts().stream()
                .filter(SimulatedHost::isUp)
                .flatMap(host -> host.leftovers().stream().map(left -> host.name() + ": " + left))
                .toList();
    }

    /** Nobody came: hosts alone, up to the bound. */
    private Outcome left() {
        bed.world.advance(ALONE.plus(BOOTED));
        List<String> violations = new ArrayList<>(bed.observer.violations());
        boolean held =
                bed.world.hosts().stream().anyMatch(host -> host.reason().isPresent()) || watchWentWithThePower();
        if (bed.observer.answering(bed.world).isEmpty() && !held && !someHostIsDown() && !bed.observer.stateIsLost()) {
            violations.add("nobody answers, and no host says why");
        }
        return outcome(Outcome.End.LEFT_TO_HOSTS, violations);
    }

    /** Nothing of ours is started with a host: who watched over a freeze there is gone, and what is left is the guard that names the run. */
    private boolean watchWentWithThePower() {
        return injector.fired().stream().anyMatch(each -> Allowances.takesTheWatchAlong(each.fault()))
                && leftovers().stream().anyMatch(left -> left.endsWith("guard " + Subject.WORKLOAD));
    }

    private boolean someHostIsDown() {
        return bed.world.hosts().stream().anyMatch(host -> !host.isUp());
    }

    private Outcome judged() {
        List<String> violations = new ArrayList<>(bed.observer.violations());
        Phase phase = phase();
        List<String> answering = Observer.names(bed.observer.answering(bed.world));
        switch (phase) {
            case COMMITTED -> expect(answering, "b", violations);
            case ROLLED_BACK, PLANNED -> expect(answering, "a", violations);
            default -> {
                if (!mayNeedOperator()) {
                    violations.add("it is left in %s, although both hosts can tell".formatted(phase));
                }
                return outcome(Outcome.End.NEEDS_OPERATOR, violations);
            }
        }
        leftovers().stream().filter(left -> !isReported(left)).forEach(left -> violations.add("left behind: " + left));
        return outcome(phase == Phase.COMMITTED ? Outcome.End.COMMITTED : Outcome.End.ROLLED_BACK, violations);
    }

    private void expect(List<String> answering, String where, List<String> violations) {
        boolean gone = !bed.world.host(where).isUp() || bed.observer.stateIsLost();
        if (!answering.equals(List.of(where)) && !(answering.isEmpty() && gone)) {
            violations.add("the report says it runs on %s; it answers on %s".formatted(where, answering));
        }
    }

    /**
     * A host that is needed to know does not answer any more, its power cut took along the only state that was newest, or AIX does not
     * let anything be done: written down here and in {@link Allowances}, before any run.
     */
    private boolean mayNeedOperator() {
        return someHostIsDown()
                || bed.observer.stateIsLost()
                || onlyAnImageIsLeft()
                || injector.fired().stream().anyMatch(Allowances::needsOperator);
    }

    /**
     * Two faults at once: the restore of one host was killed, and the power of the other took along what was frozen there. A
     * restore that nobody knows the end of is not repeated; the image stays, for a person.
     */
    private boolean onlyAnImageIsLeft() {
        List<Injector.Planned> fired = injector.fired();
        return fired.stream()
                .filter(one -> one.fault() == Fault.PROCESS_KILLED)
                .filter(one -> one.point().name().startsWith("restore"))
                .anyMatch(killed -> fired.stream()
                        .anyMatch(other -> Set.of(Fault.HOST_REBOOTS, Fault.HOST_REBOOTS_FLUSHED)
                                        .contains(other.fault())
                                && !other.point().host().equals(killed.point().host())));
    }

    /** What cannot be removed has to be said. Giving units back is one act for both hosts. */
    private boolean isReported(String left) {
        String host = "(" + left.split(":", 2)[0] + ")";
        // Of a unit both hosts have a part; what is in the shared directory each host sees, whoever did not remove it.
        boolean ofBoth = Stream.of("held", "drop-in", "arrival", "shared directory")
                .anyMatch(kind -> left.contains(": " + kind));
        return run().map(run -> Journals.problems(store().journal(run))).stream()
                .flatMap(List::stream)
                .anyMatch(problem -> problem.contains("left something behind") && (ofBoth || problem.contains(host)));
    }

    @Override
    public void close() {
        bed.endEngine();
        try (Stream<Path> files = Files.walk(home)) {
            files.sorted((a, b) -> b.compareTo(a)).forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
