// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.BODY;

import java.util.List;
import java.util.Set;

/** Steps that say something, fail, or take a failure. */
final class ErrorSteps {
    private static final String MESSAGE = "message";
    private static final String BUILD_RESULT = "buildResult";
    private static final String STAGE_RESULT = "stageResult";
    private static final String CATCH_INTERRUPTIONS = "catchInterruptions";

    static final List<StepSpec> ALL = List.of(
            StepSpec.of("echo", ErrorSteps::echo, Set.of(), "message!"),
            StepSpec.of("println", ErrorSteps::print, Set.of(), "message any"),
            StepSpec.of("print", ErrorSteps::print, Set.of(), "message any"),
            StepSpec.of("error", ErrorSteps::error, Set.of(), MESSAGE),
            StepSpec.of("unstable", ErrorSteps::unstable, Set.of(), "message!"),
            StepSpec.of(
                    "catchError",
                    ErrorSteps::catchError,
                    Set.of(BODY),
                    MESSAGE,
                    BUILD_RESULT,
                    STAGE_RESULT,
                    "catchInterruptions flag"),
            StepSpec.of("warnError", ErrorSteps::warnError, Set.of(BODY), "message!", "catchInterruptions flag"));

    private ErrorSteps() {}

    private static Object echo(Arguments arguments, Build build) {
        build.output().say(arguments.text(MESSAGE));
        return null;
    }

    private static Object print(Arguments arguments, Build build) {
        build.output().say(String.valueOf(arguments.value(MESSAGE)));
        return null;
    }

    private static Object error(Arguments arguments, Build build) {
        throw arguments.fail("%s", arguments.text(MESSAGE, ""));
    }

    private static Object unstable(Arguments arguments, Build build) {
        build.output().warn(arguments.text(MESSAGE));
        build.worsen(BuildResult.UNSTABLE);
        return null;
    }

    private static Object catchError(Arguments arguments, Build build) {
        return caught(
                arguments,
                build,
                result(arguments, BUILD_RESULT, BuildResult.FAILURE),
                result(arguments, STAGE_RESULT, BuildResult.SUCCESS));
    }

    private static Object warnError(Arguments arguments, Build build) {
        arguments.text(MESSAGE);
        return caught(arguments, build, BuildResult.UNSTABLE, BuildResult.UNSTABLE);
    }

    private static Object caught(Arguments arguments, Build build, BuildResult forBuild, BuildResult forStage) {
        try {
            return FlowSteps.code(arguments).call();
        } catch (Throwable e) {
            if (e instanceof Interruption && !arguments.flag(CATCH_INTERRUPTIONS, true)) {
                throw e;
            }
            String message = arguments.text(MESSAGE, "");
            build.output().warn(message.isEmpty() ? e.getMessage() : "%s: %s".formatted(message, e.getMessage()));
            build.currentBuild().worsen(forBuild);
            build.frame().stage().ifPresent(stage -> stage.worsen(forStage));
            return null;
        }
    }

    private static BuildResult result(Arguments arguments, String name, BuildResult otherwise) {
        if (arguments.named().containsKey(name) && arguments.value(name) == null) {
            // As in Jenkins: the result stays as it is.
            return BuildResult.SUCCESS;
        }
        String text = arguments.text(name, otherwise.name());
        return BuildResult.named(text)
                .orElseThrow(() -> arguments.fail(
                        "%s of %s cannot be '%s'; known: %s",
                        name, arguments.owner(), text, List.of(BuildResult.values())));
    }
}
