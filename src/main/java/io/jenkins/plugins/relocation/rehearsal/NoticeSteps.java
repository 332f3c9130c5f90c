// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Steps that need Jenkins itself: the rehearsal says what they would do, and goes on. */
final class NoticeSteps {
    static final List<StepSpec> ALL = List.of(
            StepSpec.of(
                    "archiveArtifacts",
                    NoticeSteps::say,
                    Set.of(NODE),
                    "artifacts",
                    "allowEmptyArchive",
                    "excludes",
                    "fingerprint",
                    "onlyIfSuccessful",
                    "caseSensitive",
                    "defaultExcludes",
                    "followSymlinks"),
            StepSpec.of("fingerprint", NoticeSteps::say, Set.of(NODE), "targets"),
            StepSpec.of(
                    "stash",
                    NoticeSteps::say,
                    Set.of(NODE),
                    "name",
                    "includes",
                    "excludes",
                    "allowEmpty",
                    "useDefaultExcludes"),
            StepSpec.of("unstash", NoticeSteps::say, Set.of(NODE), "name"),
            StepSpec.of(
                    "junit",
                    NoticeSteps::say,
                    Set.of(NODE),
                    "testResults",
                    "allowEmptyResults",
                    "skipPublishingChecks",
                    "keepLongStdio"),
            StepSpec.of("deleteDir", NoticeSteps::say, Set.of(NODE)),
            StepSpec.of(
                    "mail",
                    NoticeSteps::say,
                    Set.of(),
                    "to",
                    "subject",
                    "body",
                    "cc",
                    "bcc",
                    "from",
                    "replyTo",
                    "charset",
                    "mimeType"),
            StepSpec.of("milestone", NoticeSteps::say, Set.of(), "ordinal", "label"),
            StepSpec.of("properties", NoticeSteps::properties, Set.of(), "properties"));

    private NoticeSteps() {}

    private static Object say(Arguments arguments, Build build) {
        String what = arguments.named().entrySet().stream()
                .map(entry -> "%s: %s".formatted(entry.getKey(), entry.getValue()))
                .collect(Collectors.joining(", "));
        build.output().note("not done here: %s %s".formatted(arguments.owner(), what));
        return null;
    }

    private static Object properties(Arguments arguments, Build build) {
        for (Directive property : arguments.described("properties")) {
            if (property.name().equals("parameters")) {
                Arguments list = property.arguments().naming("parameterDefinitions");
                Parameters.declare(list.described("parameterDefinitions"), build);
            }
        }
        return null;
    }
}
