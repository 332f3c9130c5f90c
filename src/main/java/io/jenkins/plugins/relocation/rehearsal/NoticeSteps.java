// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.ANY_PARAMETER;
import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Steps that need Jenkins itself: the rehearsal says what they would do, and goes on. */
final class NoticeSteps {
    static final List<StepSpec> ALL = List.of(
            StepSpec.of("fingerprint", NoticeSteps::say, Set.of(NODE), "targets!", "excludes", "caseSensitive flag"),
            StepSpec.of(
                    "junit",
                    NoticeSteps::say,
                    Set.of(NODE),
                    "testResults!",
                    "allowEmptyResults flag",
                    "skipPublishingChecks flag",
                    "skipMarkingBuildUnstable flag",
                    "keepLongStdio flag",
                    "healthScaleFactor any",
                    "checksName",
                    "testDataPublishers any"),
            StepSpec.of("cleanWs", NoticeSteps::say, Set.of(NODE, ANY_PARAMETER)),
            StepSpec.of("checkout", NoticeSteps::say, Set.of(NODE), "scm! any", "poll flag", "changelog flag"),
            StepSpec.of(
                    "git",
                    NoticeSteps::say,
                    Set.of(NODE),
                    "url!",
                    "branch",
                    "credentialsId",
                    "poll flag",
                    "changelog flag"),
            StepSpec.of("tool", NoticeSteps::tool, Set.of(NODE), "name!", "type"),
            StepSpec.of("build", NoticeSteps::build, Set.of(), "job!", "parameters any", "wait flag", "propagate flag")
                    .and("quietPeriod number", "waitForStart flag"),
            StepSpec.of("step", NoticeSteps::say, Set.of(ANY_PARAMETER)),
            StepSpec.of(
                    "mail",
                    NoticeSteps::say,
                    Set.of(),
                    "subject!",
                    "body!",
                    "to",
                    "cc",
                    "bcc",
                    "from",
                    "replyTo",
                    "charset",
                    "mimeType"),
            StepSpec.of("publishHTML", NoticeSteps::say, Set.of(NODE, ANY_PARAMETER)),
            StepSpec.of("emailext", NoticeSteps::say, Set.of(ANY_PARAMETER)),
            StepSpec.of("milestone", NoticeSteps::say, Set.of(), "ordinal number", "label", "unsafe flag"),
            StepSpec.of("properties", NoticeSteps::properties, Set.of(), "properties! any"));

    private NoticeSteps() {}

    private static Object say(Arguments arguments, Build build) {
        String named = arguments.named().entrySet().stream()
                .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        String unnamed = arguments.positional().stream().map(String::valueOf).collect(Collectors.joining(", "));
        build.output()
                .note("not done here: %s %s%s"
                        .formatted(arguments.owner(), named, unnamed)
                        .strip());
        return null;
    }

    private static Object tool(Arguments arguments, Build build) {
        say(arguments, build);
        return "/tools/" + arguments.text("name");
    }

    /** Another job is not started; what waits for it sees that it succeeded. */
    private static Object build(Arguments arguments, Build build) {
        say(arguments, build);
        return Map.of(
                "result",
                "SUCCESS",
                "currentResult",
                "SUCCESS",
                "number",
                1,
                "projectName",
                arguments.text("job"),
                "absoluteUrl",
                "https://jenkins.invalid/job/%s/1/".formatted(arguments.text("job")));
    }

    private static Object properties(Arguments arguments, Build build) {
        if (!(arguments.value("properties") instanceof List<?> items)) {
            throw arguments.fail("properties needs a list such as [disableConcurrentBuilds()]");
        }
        for (Object item : items) {
            if (item instanceof Directive property && property.name().equals("parameters")) {
                Arguments list = property.arguments().naming("parameterDefinitions");
                Parameters.declare(list.described("parameterDefinitions"), build);
            } else {
                Object name = item instanceof Directive property ? property.name() : item;
                build.output().note("no effect here: property " + name);
            }
        }
        return null;
    }
}
