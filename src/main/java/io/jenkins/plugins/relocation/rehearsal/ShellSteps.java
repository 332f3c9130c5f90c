// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.Outcome;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The steps {@code sh}, {@code bat}, {@code powershell} and {@code pwsh}: answered by the answers, or only shown. {@code
 * sh} is really run when that is allowed.
 */
final class ShellSteps {
    private static final String SH = "sh";

    static final List<StepSpec> ALL = Stream.of(SH, "bat", "powershell", "pwsh")
            .map(name -> StepSpec.of(
                    name,
                    ShellSteps::run,
                    Set.of(NODE),
                    "script!",
                    "returnStdout flag",
                    "returnStatus flag",
                    "label",
                    "encoding"))
            .toList();

    private ShellSteps() {}

    private static Object run(Arguments arguments, Build build) throws Exception {
        String step = arguments.owner();
        boolean stdout = arguments.flag("returnStdout", false);
        boolean status = arguments.flag("returnStatus", false);
        if (stdout && status) {
            throw arguments.fail("%s can return its output or its status, not both", step);
        }
        String script = arguments.text("script");
        build.output().step(arguments.line(), step, arguments.text("label", ""));
        if (build.output().hides(script)) {
            String warning = "a secret was put into the command by Groovy, where others can see it: write the variable"
                    + " in single quotes, so that the shell reads it";
            build.output().warn(warning);
            build.recorder().notice(arguments.line(), warning);
        }
        Answers.Shell outcome = outcome(arguments, script, stdout, build);
        if (status) {
            return outcome.status();
        }
        if (outcome.status() != 0) {
            throw arguments.fail("script returned exit code %d", outcome.status());
        }
        return stdout ? outcome.stdout() : null;
    }

    private static Answers.Shell outcome(Arguments arguments, String script, boolean capture, Build build)
            throws Exception {
        Optional<Answers.Shell> answer = build.options().answers().toCommand(script);
        if (answer.isPresent()) {
            build.output().note("answered, not run: " + script.strip());
            if (!capture) {
                build.output().say(answer.get().stdout());
            }
            return recorded(arguments, script, Outcome.ANSWERED, answer.get(), build);
        }
        if (build.options().allowShell() && arguments.owner().equals(SH)) {
            Answers.Shell ran = new ShellProcess(build, capture).run(script);
            return recorded(arguments, script, Outcome.RUN, ran, build);
        }
        build.output().note("would run: " + script.strip());
        return recorded(arguments, script, Outcome.NOT_RUN, new Answers.Shell("", 0), build);
    }

    private static Answers.Shell recorded(
            Arguments arguments, String script, Outcome outcome, Answers.Shell result, Build build) {
        build.recorder().command(arguments.line(), script, outcome, result.status());
        return result;
    }
}
