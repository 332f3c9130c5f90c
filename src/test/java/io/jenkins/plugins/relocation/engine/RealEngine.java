// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** The real engine with a real journal over a simulated world, for tests of front ends: it can be killed and come back. */
public final class RealEngine implements Steps {
    private final EngineFixture fixture;
    private final Plan plan;
    private volatile Predicate<RelocationEvent> death = event -> false;

    /** An engine that knows a plan which moves "redis" from a to b. */
    public RealEngine(Path home) {
        fixture = new EngineFixture(home);
        plan = fixture.evacuation();
    }

    public Plan plan() {
        return plan;
    }

    /** The process dies once it has journalled that a move has entered this phase. */
    public void dieIn(Phase phase) {
        death = event -> event instanceof RelocationEvent.PhaseChanged changed && changed.to() == phase;
    }

    /** The process dies when everything is done and nobody has been told. */
    public void dieBeforeItsAnswer() {
        death = RelocationEvent.StepEnded.class::isInstance;
    }

    /** Nobody dies any more: another process comes. */
    public void comeBack() {
        death = event -> false;
    }

    /** Whatever begins with this on a host fails: "restore b". */
    public void fail(String call) {
        fixture.world.interruption = (moment, what) -> {
            if (moment.equals("before") && what.equals(call)) {
                throw new RelocationException(ErrorCode.HOST_FAILED, call + " does not work");
            }
        };
    }

    /** Nothing fails any more. */
    public void heal() {
        fixture.world.interruption = (moment, what) -> {};
    }

    /** Holds the engine up at this call until the latch is open. */
    public CountDownLatch holdUp(String call, CountDownLatch until) {
        CountDownLatch there = new CountDownLatch(1);
        fixture.world.interruption = (moment, what) -> {
            if (moment.equals("before") && what.equals(call)) {
                there.countDown();
                try {
                    if (!until.await(20, TimeUnit.SECONDS)) {
                        throw new AssertionError("held up for 20 s at " + call);
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            }
        };
        return there;
    }

    /** Host that runs the workload; empty: none. Fails when two do. */
    public Optional<String> runsOn() {
        return fixture.world.runsOn("redis");
    }

    /** What is left on hosts beside running workloads. */
    public List<String> leftovers() {
        return fixture.world.leftovers();
    }

    /** How many runs the plan has had. */
    public int runs() {
        return fixture.relocator().store().runsOf(plan.id()).size();
    }

    private Caller mortal(Caller caller) {
        return new Caller(
                caller.who(),
                caller.call(),
                event -> {
                    if (death.test(event)) {
                        throw new EngineFixture.EngineDied();
                    }
                    caller.listener().on(event);
                },
                caller.stop());
    }

    @Override
    public PlanResult plan(PlanParameters parameters, String inventoryText, Caller caller) {
        return PlanResult.of(plan);
    }

    @Override
    public PrecheckResult precheck(Scope scope, Caller caller) {
        return fixture.relocator().precheck(scope, mortal(caller));
    }

    @Override
    public RunResult checkpoint(Scope scope, Caller caller) {
        return fixture.relocator().checkpoint(scope, mortal(caller));
    }

    @Override
    public RunResult relocate(Scope scope, Caller caller) {
        return fixture.relocator().relocate(scope, mortal(caller));
    }

    @Override
    public RunResult verify(Scope scope, Caller caller) {
        return fixture.relocator().verify(scope, mortal(caller));
    }

    @Override
    public RunResult rollback(RollbackParameters parameters, Caller caller) {
        return fixture.relocator().rollback(parameters, mortal(caller));
    }
}
