// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.model.step.StepResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** An engine that records what it is asked for and answers as the test says. */
public final class FakeEngine implements Steps {
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Caller> callers = new LinkedBlockingQueue<>();
    private final CountDownLatch release = new CountDownLatch(1);
    private volatile Function<Caller, StepResult> answer;

    public FakeEngine(Function<Caller, StepResult> answer) {
        this.answer = answer;
    }

    public static FakeEngine answering(StepResult result) {
        return new FakeEngine(caller -> result);
    }

    /** An engine that works until it is released or told to stop, and then answers. */
    public static FakeEngine busy(StepResult result) {
        FakeEngine engine = new FakeEngine(caller -> result);
        engine.answer = caller -> {
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (caller.stop().reason().isEmpty() && System.nanoTime() < end) {
                if (engine.released(Duration.ofMillis(5))) {
                    break;
                }
            }
            caller.stop().reason().ifPresent(reason -> {
                throw new RelocationException(ErrorCode.STOPPED, "stopped: " + reason + "; everything was put back");
            });
            return result;
        };
        return engine;
    }

    /** An engine that hears nothing until it is released. */
    public static FakeEngine deaf(StepResult result) {
        FakeEngine engine = new FakeEngine(caller -> result);
        engine.answer = caller -> {
            engine.released(Duration.ofSeconds(10));
            return result;
        };
        return engine;
    }

    public void release() {
        release.countDown();
    }

    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** Waits until it was called once more. */
    public Caller awaitCall() throws InterruptedException {
        Caller caller = callers.poll(10, TimeUnit.SECONDS);
        if (caller == null) {
            throw new AssertionError("the engine was not called within 10 s");
        }
        return caller;
    }

    private boolean released(Duration within) {
        try {
            return release.await(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    private <T extends StepResult> T call(String call, Caller caller, Class<T> type) {
        calls.add(call);
        callers.add(caller);
        return type.cast(answer.apply(caller));
    }

    @Override
    public PlanResult plan(PlanParameters parameters, String inventoryText, Caller caller) {
        return call("plan %s with %s".formatted(Json.line(parameters), inventoryText), caller, PlanResult.class);
    }

    @Override
    public PrecheckResult precheck(Scope scope, Caller caller) {
        return call("precheck " + Json.line(scope), caller, PrecheckResult.class);
    }

    @Override
    public RunResult checkpoint(Scope scope, Caller caller) {
        return call("checkpoint " + Json.line(scope), caller, RunResult.class);
    }

    @Override
    public RunResult relocate(Scope scope, Caller caller) {
        return call("relocate " + Json.line(scope), caller, RunResult.class);
    }

    @Override
    public RunResult verify(Scope scope, Caller caller) {
        return call("verify " + Json.line(scope), caller, RunResult.class);
    }

    @Override
    public RunResult rollback(RollbackParameters parameters, Caller caller) {
        return call("rollback " + Json.line(parameters), caller, RunResult.class);
    }
}
