// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.planner.FindingText;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Puts into words why a step could not do what it was asked for. */
final class Failures {
    /** What tells that a host cannot be asked, and whose problem that is; the gravest first. */
    private record NoAnswer(String check, ErrorCode code) {}

    private static final List<NoAnswer> NO_ANSWER = List.of(
            new NoAnswer(Prechecks.HOST_KEY, ErrorCode.HOST_KEY_CHANGED),
            new NoAnswer(Prechecks.HOST_LOGIN, ErrorCode.LOGIN_FAILED),
            new NoAnswer(Prechecks.HOST_REACH, ErrorCode.HOST_UNREACHABLE));

    private Failures() {}

    /** Prechecks that block; a fact of the plan that no longer holds makes the plan stale. */
    static RelocationException blocked(String plan, List<Finding> blocking) {
        String list =
                FindingText.lines(blocking).stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
        ErrorCode code = code(blocking);
        String message =
                switch (code) {
                    case PRECHECK_FAILED ->
                        "plan %s: %d prechecks do not pass; nothing was changed%n%s"
                                .formatted(plan, blocking.size(), list);
                    case PLAN_STALE ->
                        "plan %s rests on facts that no longer hold; nothing was changed%n%s".formatted(plan, list);
                    case BUSY ->
                        "plan %s: somebody else works on its workloads; nothing was changed%n%s".formatted(plan, list);
                    default ->
                        "plan %s: not all of its hosts can be asked; nothing was changed%n%s".formatted(plan, list);
                };
        return new RelocationException(code, message);
    }

    /** Whose problem it is that these findings block: hosts that cannot be asked, the plan, or something on a host. */
    static ErrorCode code(List<Finding> blocking) {
        Optional<ErrorCode> noAnswer = NO_ANSWER.stream()
                .filter(each -> blocking.stream().anyMatch(f -> f.check().equals(each.check())))
                .map(NoAnswer::code)
                .findFirst();
        if (noAnswer.isPresent()) {
            return noAnswer.get();
        }
        if (blocking.stream().anyMatch(Failures::isHeld)) {
            return ErrorCode.BUSY;
        }
        return blocking.stream().anyMatch(Failures::isFact) ? ErrorCode.PLAN_STALE : ErrorCode.PRECHECK_FAILED;
    }

    /** While another run moves the workload, much else does not hold either: that is the one thing to know. */
    private static boolean isHeld(Finding finding) {
        return finding.check().equals(Prechecks.GUARD) && finding.verdict() == Finding.Verdict.FAIL;
    }

    private static boolean isFact(Finding finding) {
        return finding.check().startsWith("fact:");
    }

    /** Moves that did not get where the step was to take them. */
    static RunFailedException failed(Run run, String step, List<MoveState> notThere, RunResult result) {
        String list = notThere.stream().map(Failures::describe).collect(Collectors.joining("\n"));
        return new RunFailedException(
                code(run, notThere),
                "run %s: %s did not succeed for %d of %d workloads%n%s"
                        .formatted(
                                run.id(),
                                step,
                                notThere.size(),
                                run.plan().moves().size(),
                                list),
                result);
    }

    /** What the phase means is left out where the problem is that the hosts show something else. */
    private static String describe(MoveState state) {
        boolean holds = state.settled() || !needsOperator(state);
        return "  %s is %s%s%s"
                .formatted(
                        state.workload(),
                        state.phase(),
                        holds ? " (%s)".formatted(state.phase().holds()) : "",
                        state.problem().map(problem -> ": " + problem).orElse(""));
    }

    /** Whether a move waits for a person, in whatever phase. */
    static boolean needsOperator(MoveState state) {
        return state.phase() == Phase.NEEDS_OPERATOR
                || !state.settled()
                        && state.problemCode()
                                .filter(ErrorCode.NEEDS_OPERATOR::equals)
                                .isPresent();
    }

    /** Whether a move got no guards because somebody else had them: nothing was undone, since nothing was done. */
    private static boolean wasRefused(MoveState state) {
        return state.settled()
                && !state.mayHave(Act.PREPARE)
                && state.problemCode().filter(ErrorCode.BUSY::equals).isPresent();
    }

    private static ErrorCode code(Run run, List<MoveState> notThere) {
        if (notThere.stream().anyMatch(Failures::needsOperator)) {
            return ErrorCode.NEEDS_OPERATOR;
        }
        if (run.caller().stop().reason().isPresent()) {
            return ErrorCode.STOPPED;
        }
        if (notThere.stream().allMatch(Failures::wasRefused)) {
            return ErrorCode.BUSY;
        }
        return notThere.stream().allMatch(MoveState::settled) ? ErrorCode.ROLLED_BACK : common(notThere);
    }

    /** Whose problem it is when all have the same; a refused request is wrong input, a silent host a connection. */
    private static ErrorCode common(List<MoveState> notThere) {
        List<ErrorCode> codes = notThere.stream()
                .flatMap(state -> state.problemCode().stream())
                .distinct()
                .toList();
        return codes.size() == 1 ? codes.get(0) : ErrorCode.HOST_FAILED;
    }
}
