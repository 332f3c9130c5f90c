// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import io.jenkins.plugins.relocation.model.Units;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Steps that keep files beside the workspace: for later in the build, or for people. */
final class StashSteps {
    /** What is stashed stays in memory. */
    private static final long MAX_BYTES = 256L * 1024 * 1024;

    private static final String INCLUDES = "includes";
    private static final String EXCLUDES = "excludes";
    private static final String ARTIFACTS = "artifacts";

    static final List<StepSpec> ALL = List.of(
            StepSpec.of(
                    "stash",
                    StashSteps::stash,
                    Set.of(NODE),
                    "name!",
                    INCLUDES,
                    EXCLUDES,
                    "allowEmpty flag",
                    "useDefaultExcludes flag"),
            StepSpec.of("unstash", StashSteps::unstash, Set.of(NODE), "name!"),
            StepSpec.of(
                    "archiveArtifacts",
                    StashSteps::archive,
                    Set.of(NODE),
                    "artifacts!",
                    "allowEmptyArchive flag",
                    EXCLUDES,
                    "fingerprint flag",
                    "onlyIfSuccessful flag",
                    "caseSensitive flag",
                    "defaultExcludes flag",
                    "followSymlinks flag"),
            StepSpec.of("archive", StashSteps::archive, Set.of(NODE), INCLUDES, EXCLUDES));

    private StashSteps() {}

    private static Object stash(Arguments arguments, Build build) {
        String name = arguments.text("name");
        Map<String, byte[]> kept = content(arguments, build);
        build.stashes().put(name, kept);
        build.output().say("Stashed %d file(s)".formatted(kept.size()));
        if (kept.isEmpty() && !arguments.flag("allowEmpty", false)) {
            missing(arguments, "stash '%s' holds no files".formatted(name), build);
        }
        return null;
    }

    private static Map<String, byte[]> content(Arguments arguments, Build build) {
        Map<String, Path> files = build.files()
                .below(build.frame().directory(), arguments.text(INCLUDES, "**"), arguments.text(EXCLUDES, ""));
        long size = files.values().stream().mapToLong(build.files()::size).sum();
        if (size > MAX_BYTES) {
            throw arguments.fail(
                    "stash would hold %s in %d files; a rehearsal keeps at most %s: say which files with includes",
                    Units.size(size), files.size(), Units.size(MAX_BYTES));
        }
        Map<String, byte[]> kept = new LinkedHashMap<>();
        files.forEach((path, file) -> kept.put(path, build.files().bytes(file)));
        return kept;
    }

    private static Object unstash(Arguments arguments, Build build) {
        String name = arguments.text("name");
        Map<String, byte[]> kept = build.stashes().get(name);
        if (kept == null) {
            throw arguments.fail(
                    "no stash '%s' was made before; made: %s%s",
                    name,
                    build.stashes().keySet(),
                    Suggestion.of(name, build.stashes().keySet()));
        }
        kept.forEach(
                (path, content) -> build.files().write(build.frame().directory().resolve(path), content));
        return null;
    }

    private static Object archive(Arguments arguments, Build build) {
        String pattern = arguments.text(arguments.has(ARTIFACTS) ? ARTIFACTS : INCLUDES, "**");
        int count = build.files()
                .below(build.frame().directory(), pattern, arguments.text(EXCLUDES, ""))
                .size();
        build.output().note("not done here: %s %s, %d file(s)".formatted(arguments.owner(), pattern, count));
        if (count == 0 && !arguments.flag("allowEmptyArchive", false)) {
            missing(arguments, "no file matches %s".formatted(pattern), build);
        }
        return null;
    }

    /** Jenkins fails here; commands that would have made the files were not run, so the rehearsal goes on. */
    private static void missing(Arguments arguments, String what, Build build) {
        if (build.options().allowShell()) {
            throw arguments.fail("%s", what);
        }
        build.recorder()
                .notice(arguments.line(), what + "; Jenkins fails here unless a command that was not run makes one");
    }
}
