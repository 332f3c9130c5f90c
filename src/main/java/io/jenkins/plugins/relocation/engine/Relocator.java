// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.model.step.Situation;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Discovered;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;

/** The engine: does the steps of the pipeline on plans. One per controller; thread-safe. */
public final class Relocator implements Steps {
    /** Longer than any freeze that ends. */
    private static final Duration LONGEST_WAIT = Duration.ofMinutes(20);

    /** Hosts are shared by all engines of a process, such as those of several builds. */
    private static final FreezeGate GATE = new FreezeGate(LONGEST_WAIT);

    private final Surroundings with;
    private final Map<String, Driver> drivers;
    private final RunBook book;
    private final ClosedHosts closed;

    public Relocator(Surroundings with) {
        this.with = with;
        this.drivers = with.drivers().create(with.hosts(), with.ticker());
        this.book = new RunBook(with.store(), with.ticker());
        this.closed = with.store().closedHosts();
    }

    @Override
    public PlanResult plan(PlanParameters parameters, String inventoryText, Caller caller) {
        Plan plan = new Planning(with, drivers, book, closed).plan(parameters, inventoryText);
        with.store().keep(plan);
        caller.listener().on(new RelocationEvent.Planned(plan));
        return PlanResult.of(plan);
    }

    @Override
    public PrecheckResult precheck(Scope scope, Caller caller) {
        Plan plan = plan(scope.plan());
        String run = book.openRun(plan.id()).orElse("");
        List<Finding> findings = new Prechecks(plan, with, drivers).run(moves(plan, scope.wave()), run);
        with.store().keepFindings(plan.id(), findings);
        caller.listener().on(new RelocationEvent.Prechecked(plan.id(), findings));
        return PrecheckResult.of(plan.id(), findings);
    }

    /**
     * Whose problem it is that prechecks do not pass: the code with which {@link #relocate} would refuse the same plan.
     *
     * @throws IllegalArgumentException when they pass
     */
    public static ErrorCode codeOf(PrecheckResult result) {
        if (result.passed()) {
            throw new IllegalArgumentException("prechecks of plan %s pass".formatted(result.plan()));
        }
        return Failures.code(result.findings().stream().filter(Finding::blocks).toList());
    }

    @Override
    public RunResult checkpoint(Scope scope, Caller caller) {
        return forward("checkpoint", scope, caller, Phase.CHECKPOINTED, true);
    }

    @Override
    public RunResult relocate(Scope scope, Caller caller) {
        return forward("relocate", scope, caller, Phase.RESUMED, false);
    }

    private RunResult forward(String step, Scope scope, Caller caller, Phase goal, boolean restorePoint) {
        return inRun(step, scope.plan(), scope.wave(), caller, run -> {
            List<Move> moves = run.plan().moves(scope.wave());
            if (!run.goesOn()) {
                moves.stream()
                        .filter(move -> run.state(move).phase() == Phase.ROLLED_BACK)
                        .forEach(move -> run.enter(move, Event.RETRY_DECIDED, "asked for again"));
            }
            requirePrechecks(run, moves);
            run.plan().closed().forEach(host -> closed.close(host, "being emptied by run " + run.id()));
            for (List<Move> wave : waves(run.plan(), scope.wave())) {
                Parallel.each(wave, move -> doing(run, move, steps -> steps.forward(goal, restorePoint)));
            }
            return concluded(run, step, moves, false, state -> reached(state.phase(), goal));
        });
    }

    private static boolean reached(Phase phase, Phase goal) {
        return phase.ordinal() >= goal.ordinal() && phase.ordinal() <= Phase.COMMITTED.ordinal();
    }

    @Override
    public RunResult verify(Scope scope, Caller caller) {
        return inRun("verify", scope.plan(), scope.wave(), caller, run -> {
            List<Move> moves = run.plan().moves(scope.wave());
            for (Move move : moves) {
                Phase phase = run.state(move).phase();
                if (phase.ordinal() < Phase.RESUMED.ordinal()) {
                    throw new RelocationException(
                            ErrorCode.BAD_INPUT,
                            "workload %s is %s: there is nothing to verify before relocate"
                                    .formatted(move.workload(), phase));
                }
            }
            for (List<Move> wave : waves(run.plan(), scope.wave())) {
                Parallel.each(wave, move -> doing(run, move, MoveSteps::verify));
            }
            return concluded(run, "verify", moves, false, state -> state.phase() == Phase.COMMITTED);
        });
    }

    @Override
    public RunResult rollback(RollbackParameters parameters, Caller caller) {
        Plan plan = plan(parameters.plan());
        if (book.openRun(plan.id()).isEmpty()) {
            return book.latest(plan.id()).map(book::status).orElseGet(() -> book.neverRun(plan));
        }
        return inRun("rollback", plan.id(), parameters.wave(), caller, run -> {
            List<Move> moves = new ArrayList<>(run.plan().moves(parameters.wave()));
            if (!parameters.workload().isEmpty()) {
                requireMove(run, parameters.workload());
                moves.removeIf(move -> !move.workload().equals(parameters.workload()));
            }
            Collections.reverse(moves);
            moves.forEach(move -> doing(run, move, steps -> steps.rollback(parameters)));
            return concluded(run, "rollback", moves, true, MoveState::settled);
        });
    }

    /** Where the moves of a run stand on their hosts, and what {@link #recover} would do. Changes nothing. */
    public List<Situation> situation(String runId, Caller caller) {
        plan(book.planOf(runId));
        try (Run run = book.continueRun(runId, caller)) {
            return Parallel.map(run.plan().moves(), move -> {
                try (MoveWork work = work(run, move)) {
                    return new Recovery(work).look();
                }
            });
        }
    }

    /**
     * Takes every move of a run to an end that nobody works on any more: an engine died, a build was stopped, a host was
     * away. Moves whose target users may have seen are verified there; others go back.
     *
     * @throws RunFailedException when a move could not be settled
     */
    public RunResult recover(String runId, Caller caller) {
        plan(book.planOf(runId));
        if (book.closed(runId)) {
            return book.status(runId);
        }
        try (Run run = book.continueRun(runId, caller)) {
            run.asked("recover", 0);
            List<Move> moves = new ArrayList<>(run.plan().moves());
            Collections.reverse(moves);
            for (Move move : moves) {
                try (MoveWork work = work(run, move)) {
                    new Recovery(work).settle();
                }
            }
            return concluded(run, "recover", moves, true, MoveState::settled);
        }
    }

    /**
     * Ends a move that needs an operator.
     *
     * @param outcome COMMITTED or ROLLED_BACK; the hosts must show it
     */
    public RunResult resolve(String runId, String workload, Phase outcome, String reason, Caller caller) {
        plan(book.planOf(runId));
        try (Run run = book.continueRun(runId, caller)) {
            Move move = requireMove(run, workload);
            try (MoveWork work = work(run, move)) {
                new Resolution(work).resolve(outcome, reason);
            }
            return ended(run, true);
        }
    }

    /** Workloads that run on a host of an inventory. */
    public List<Discovered> discover(Inventory inventory, Host host) {
        with.directory().learn(inventory.hosts());
        return drivers.values().stream()
                .filter(driver -> driver.capabilities().contains(Capability.DISCOVER))
                .flatMap(driver -> driver.discover(host).stream())
                .toList();
    }

    /** Runs and where they stand. */
    public RunBook runs() {
        return book;
    }

    /** Plans and journals. */
    public RunStore store() {
        return with.store();
    }

    /** Hosts that take no new placements. */
    public ClosedHosts closedHosts() {
        return closed;
    }

    private Plan plan(String id) {
        Plan plan = with.store().plan(id);
        with.directory().learn(plan.hosts());
        return plan;
    }

    private RunResult inRun(String step, String planId, int wave, Caller caller, Function<Run, RunResult> body) {
        Plan plan = plan(planId);
        moves(plan, wave);
        try (Run run = book.openFor(plan, caller)) {
            run.asked(step, wave);
            return body.apply(run);
        }
    }

    private void requirePrechecks(Run run, List<Move> moves) {
        List<Move> fresh = moves.stream()
                .filter(move -> run.state(move).phase() == Phase.PLANNED
                        && !run.state(move).opened())
                .toList();
        if (fresh.isEmpty()) {
            return;
        }
        List<Finding> findings = new Prechecks(run.plan(), with, drivers).run(fresh, run.id());
        run.record(new Entry.Prechecked(findings));
        with.store().keepFindings(run.plan().id(), findings);
        run.tell(new RelocationEvent.Prechecked(run.plan().id(), findings));
        List<Finding> blocking = findings.stream().filter(Finding::blocks).toList();
        if (!blocking.isEmpty()) {
            ended(run, false);
            throw Failures.blocked(run.plan().id(), blocking);
        }
    }

    private RunResult concluded(
            Run run, String step, List<Move> moves, boolean lastStep, Predicate<MoveState> reached) {
        RunResult result = ended(run, lastStep);
        List<MoveState> notThere = moves.stream()
                .map(run::state)
                .filter(reached.negate().or(Failures::needsOperator))
                .toList();
        if (!notThere.isEmpty()) {
            throw Failures.failed(run, step, notThere, result);
        }
        return result;
    }

    /** Tells where everything stands; ends the run when nothing of it is left to do. */
    private RunResult ended(Run run, boolean lastStep) {
        HostsLeft left = HostsLeft.of(run, drivers);
        RunResult unsigned = run.result(left.empty(), left.stays());
        if (run.finished() || run.untouched() || lastStep && run.settled()) {
            run.settle();
            reopenHosts(run);
        }
        RunResult result = unsigned.signed(run.sign());
        run.tell(new RelocationEvent.StepEnded(result));
        return result;
    }

    /** A host takes placements again when its workloads have been brought home, or when none of them left after all. */
    private void reopenHosts(Run run) {
        if (run.plan().goal() instanceof Goal.ReturnHome home && run.all(Phase.COMMITTED)) {
            with.store().plan(book.planOf(home.run())).closed().forEach(closed::open);
        }
        if (run.none(Phase.COMMITTED)) {
            run.plan().closed().forEach(closed::open);
        }
    }

    private static List<List<Move>> waves(Plan plan, int wave) {
        return wave > 0
                ? List.of(plan.moves(wave))
                : plan.waves().stream().map(Wave::moves).toList();
    }

    private static List<Move> moves(Plan plan, int wave) {
        try {
            return plan.moves(wave);
        } catch (IllegalArgumentException e) {
            throw new RelocationException(ErrorCode.BAD_INPUT, e.getMessage(), e);
        }
    }

    private static Move requireMove(Run run, String workload) {
        Optional<Move> found = run.plan().moves().stream()
                .filter(move -> move.workload().equals(workload))
                .findFirst();
        return found.orElseThrow(() -> new RelocationException(
                ErrorCode.BAD_INPUT, "run %s moves no workload %s".formatted(run.id(), workload)));
    }

    private void doing(Run run, Move move, Consumer<MoveSteps> step) {
        try (MoveWork work = work(run, move)) {
            step.accept(new MoveSteps(work));
        }
    }

    private MoveWork work(Run run, Move move) {
        return new MoveWork(run, move, DriverRegistry.of(drivers, run.plan().workload(move.workload())), with, GATE);
    }
}
