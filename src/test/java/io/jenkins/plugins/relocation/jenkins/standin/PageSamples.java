// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Runs as pages show them. */
public final class PageSamples {
    /** What somebody might call a thing, or let a tool write, who wants a page or a log to do something. */
    public static final List<String> HOSTILE = List.of(
            "<script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "${it.run.delete()}",
            "${jndi:ldap://x/y}",
            "<![CDATA[<b>]]>",
            "&lt;b&gt; &#60;i&#62;",
            "javascript:alert(1)",
            "one\nRun r-1 is settled",
            "red \u001b[31m and gone \u001b[8m",
            "\u202egnp.exe",
            "../../etc/passwd",
            "{0} {1,choice,0#x}",
            "%s %n $1 \\1");

    private static final Instant START = Instant.parse("2026-03-01T14:00:00Z");
    private static final Prediction PREDICTION = new Prediction(64L << 20, 64L << 20, Duration.ofMillis(400));
    private static final Login LOGIN = new Login("ops", "ssh-key", Login.Become.SUDO);

    private PageSamples() {}

    public static Plan plan() {
        return new Plan(
                Plan.VERSION,
                new Goal.Evacuate(List.of("a")),
                List.of(
                        Host.of("a", "10.0.0.1", 22, LOGIN, "ssh-ed25519 AAAA"),
                        Host.of("b", "10.0.0.2", 22, LOGIN, "ssh-ed25519 BBBB")),
                List.of(workload("redis"), workload("web")),
                List.of(
                        new Wave(1, List.of(new Move("redis", "a", "b", true, PREDICTION))),
                        new Wave(2, List.of(new Move("web", "a", "b", true, PREDICTION)))),
                List.of(),
                List.of("a"),
                List.of());
    }

    public static String planId() {
        return plan().id();
    }

    private static Workload workload(String name) {
        return new Workload(name, "process", "a", Map.of(), 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
    }

    /** A run in which the first wave has resumed and the second one is to come. */
    public static TestView underWay(String first, String second) {
        return told("b is full").run(result(first, Phase.RESUMED, second, Phase.PLANNED, "b is full", false));
    }

    /** A run all of which is over. */
    public static TestView settled() {
        return told("x").run(result("redis", Phase.COMMITTED, "web", Phase.COMMITTED, "", true));
    }

    /** A run in which hosts and tools have said this, wherever they can say something. */
    public static TestView told(String text) {
        TestView view = new TestView()
                .plan(plan())
                .run(result("redis", Phase.RESUMED, "web", Phase.PLANNED, text, false))
                .findings(List.of(
                        new Finding("criu.version", "redis", "b", Finding.Verdict.PASS, true, text, ""),
                        new Finding("criu.version", "web", "b", Finding.Verdict.FAIL, true, text, text)));
        line(view, 0, new Entry.RunOpened("r-1", planId(), plan().digest(), "ops/evacuate #12"));
        line(view, 1, new Entry.StepAsked("relocate", 1, text, "call-1"));
        line(view, 2, new Entry.AttemptOpened("redis", 1, 7));
        line(view, 2000, enter("redis", Phase.PLANNED, "PRECHECK_PASSED", Phase.PRECHECKED, text));
        line(view, 4000, enter("redis", Phase.PRECHECKED, "CHECKPOINT_TAKEN", Phase.CHECKPOINTED, ""));
        line(view, 4001, new Entry.Intended("redis", Act.FREEZE, text));
        line(view, 10000, enter("redis", Phase.CHECKPOINTED, "FROZEN", Phase.FROZEN, text));
        line(view, 10001, new Entry.Ended("redis", Act.FREEZE, Entry.Ended.Outcome.DONE, text, text));
        line(view, 10412, enter("redis", Phase.FROZEN, "RESTORED", Phase.RESTORED, ""));
        line(view, 10450, enter("redis", Phase.RESTORED, "RESUMED", Phase.RESUMED, ""));
        line(view, 20000, new Entry.ProbeEnded("redis", "b", text, false, 3, text));
        line(view, 20001, new Entry.Problem("redis", ErrorCode.HOST_FAILED, text));
        return view;
    }

    private static Entry enter(String workload, Phase from, String event, Phase to, String detail) {
        return new Entry.PhaseEntered(workload, from, event, to, detail);
    }

    private static void line(TestView view, long millis, Entry entry) {
        view.line("r-1", START.plusMillis(millis), entry);
    }

    private static RunResult result(
            String first, Phase firstPhase, String second, Phase secondPhase, String problem, boolean settled) {
        return new RunResult(
                "r-1",
                planId(),
                List.of(
                        move(first, firstPhase, Duration.ofMillis(412), problem),
                        move(second, secondPhase, settled ? Duration.ofMillis(205) : Duration.ZERO, problem)),
                settled,
                settled ? List.of("a") : List.of(),
                settled ? List.of() : List.of(problem));
    }

    private static MoveResult move(String workload, Phase phase, Duration freeze, String problem) {
        FreezeCost cost = freeze.isZero()
                ? FreezeCost.UNKNOWN
                : new FreezeCost(
                        60L << 20,
                        Duration.ofMillis(150),
                        Duration.ofMillis(150),
                        Duration.ofMillis(80),
                        Duration.ZERO);
        return new MoveResult(workload, "a", "b", phase, phase.holds(), freeze, PREDICTION, cost, problem);
    }
}
