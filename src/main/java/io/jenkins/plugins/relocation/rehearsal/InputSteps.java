// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.Answers.Input;
import io.jenkins.plugins.relocation.rehearsal.RehearsalReport.WaitKind;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The step {@code input}: answered by the answers, by {@code --yes}, or by somebody at the terminal. */
final class InputSteps {
    private static final Duration POLL = Duration.ofMillis(200);
    private static final String SUBMITTER_PARAMETER = "submitterParameter";

    static final List<StepSpec> ALL = List.of(StepSpec.of(
            "input",
            InputSteps::input,
            Set.of(),
            "message!",
            "id",
            "ok",
            "submitter",
            SUBMITTER_PARAMETER,
            "parameters any",
            "cancel"));

    private InputSteps() {}

    private static Object input(Arguments arguments, Build build) {
        Map<String, Object> values = answer(arguments, arguments.described("parameters"), build);
        if (values.isEmpty()) {
            return null;
        }
        return values.size() == 1 ? values.values().iterator().next() : values;
    }

    /** Asks; the values of the input's parameters. */
    static Map<String, Object> answer(Arguments arguments, List<Directive> definitions, Build build) {
        String message = arguments.text("message");
        long began = build.clock().nanos();
        build.output().say("%s (%s or Abort)".formatted(message, arguments.text("ok", "Proceed")));
        if (build.frame().node()) {
            build.recorder()
                    .notice(
                            arguments.line(),
                            "input '%s' keeps an agent while somebody is waited for".formatted(message));
        }
        Input answer = given(arguments, message, build)
                .or(() -> asked(message, definitions, build))
                .orElseThrow(() -> arguments.fail(
                        "input '%s' has no answer: allow --yes, say --answer STAGE=proceed, put it into the answers"
                                + " file, or run on a terminal",
                        message));
        String who = answer.submitter().isEmpty() ? "rehearsal" : answer.submitter();
        String outcome = (answer.proceed() ? "approved by " : "refused by ") + who;
        build.recorder().waited(arguments.line(), WaitKind.INPUT, words(arguments, message), began, outcome);
        if (!answer.proceed()) {
            throw new Interruption(BuildResult.ABORTED, "input '%s' was refused by %s".formatted(message, who));
        }
        named(arguments, answer.submitter(), build);
        build.output().say("Approved by " + who);
        Map<String, Object> values = new LinkedHashMap<>(Parameters.values(definitions, answer.parameters(), build));
        if (arguments.has(SUBMITTER_PARAMETER)) {
            values.put(arguments.text(SUBMITTER_PARAMETER), who);
        }
        return values;
    }

    private static void named(Arguments arguments, String who, Build build) {
        List<String> submitters =
                List.of(arguments.text("submitter", "").strip().split("\\s*,\\s*"));
        if (!who.isEmpty() && !submitters.get(0).isEmpty() && !submitters.contains(who)) {
            String notice = "%s is not named among %s: which groups they are in is not known here"
                    .formatted(who, String.join(", ", submitters));
            build.recorder().notice(arguments.line(), notice);
        }
    }

    private static String words(Arguments arguments, String message) {
        String submitters = arguments.text("submitter", "");
        return submitters.isEmpty() ? message : "%s (may be answered by %s)".formatted(message, submitters);
    }

    /** An answer that was given before: for the stage, for the message. */
    private static Optional<Input> given(Arguments arguments, String message, Build build) {
        String id = arguments.text("id", "");
        List<String> stages =
                build.frame().stages().stream().map(StageLog.Entry::name).toList();
        Optional<Input> file = build.options().answers().toInput(id, message);
        Map<String, String> values = file.map(Input::parameters).orElse(Map.of());
        return build.drills()
                .reply(stages, id)
                .map(reply -> new Input(reply.proceed(), reply.submitter(), values))
                .or(() -> file);
    }

    private static Optional<Input> asked(String message, List<Directive> definitions, Build build) {
        if (build.options().yes()) {
            return Optional.of(new Input(true, "", Map.of()));
        }
        return build.options().terminal().map(prompt -> {
            String said = line(prompt, message + " [y/n]", build).strip().toLowerCase(Locale.ROOT);
            boolean proceed = said.equals("y") || said.equals("yes");
            Map<String, String> typed =
                    proceed ? Parameters.ask(definitions, name -> line(prompt, name, build)) : Map.of();
            return new Input(proceed, "", typed);
        });
    }

    private static String line(Prompt prompt, String question, Build build) {
        Cancellation cancellation = build.frame().cancellation();
        return build.blocking(() -> {
            Optional<String> typed = prompt.ask(question, POLL);
            while (typed.isEmpty()) {
                cancellation.check();
                typed = prompt.ask("", POLL);
            }
            return typed.get();
        });
    }
}
