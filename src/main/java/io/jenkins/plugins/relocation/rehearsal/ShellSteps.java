// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The step {@code sh}: answered by the answers, really run when that is allowed, or only shown. */
final class ShellSteps {
    static final List<StepSpec> ALL = List.of(StepSpec.of(
            "sh", ShellSteps::sh, Set.of(NODE), "script", "returnStdout", "returnStatus", "label", "encoding"));

    private ShellSteps() {}

    private static Object sh(Arguments arguments, Build build) throws Exception {
        boolean stdout = arguments.flag("returnStdout", false);
        boolean status = arguments.flag("returnStatus", false);
        if (stdout && status) {
            throw arguments.fail("sh can return its output or its status, not both");
        }
        String script = arguments.text("script");
        build.output().step(arguments.line(), "sh", arguments.text("label", ""));
        Answers.Shell outcome = outcome(script, stdout, build);
        if (status) {
            return outcome.status();
        }
        if (outcome.status() != 0) {
            throw arguments.fail("script returned exit code %d", outcome.status());
        }
        return stdout ? outcome.stdout() : null;
    }

    private static Answers.Shell outcome(String script, boolean capture, Build build) throws Exception {
        Optional<Answers.Shell> answer = build.options().answers().toCommand(script);
        if (answer.isPresent()) {
            build.output().note("answered, not run: " + script.strip());
            if (!capture) {
                build.output().say(answer.get().stdout());
            }
            return answer.get();
        }
        if (build.options().allowShell()) {
            return new ShellProcess(build, capture).run(script);
        }
        build.output().note("would run: " + script.strip());
        return new Answers.Shell("", 0);
    }
}
