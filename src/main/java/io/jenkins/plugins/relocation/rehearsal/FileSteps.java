// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** Steps that look at files of the workspace, or write them. */
final class FileSteps {
    static final List<StepSpec> ALL = List.of(
            StepSpec.of("pwd", FileSteps::pwd, Set.of(NODE), "tmp").namesEverything(),
            StepSpec.of("isUnix", (arguments, build) -> true, Set.of(NODE)),
            StepSpec.of("fileExists", FileSteps::exists, Set.of(NODE), "file"),
            StepSpec.of("readFile", FileSteps::read, Set.of(NODE), "file", "encoding"),
            StepSpec.of("writeFile", FileSteps::write, Set.of(NODE), "file", "text", "encoding"));

    private FileSteps() {}

    private static Object pwd(Arguments arguments, Build build) {
        return build.frame().directory() + (arguments.flag("tmp", false) ? "@tmp" : "");
    }

    private static Object exists(Arguments arguments, Build build) {
        return build.files().exists(file(arguments, build));
    }

    private static Object read(Arguments arguments, Build build) {
        return build.files().read(file(arguments, build));
    }

    private static Object write(Arguments arguments, Build build) {
        String text = arguments.text("text");
        build.files().write(file(arguments, build), text);
        if (!build.files().real()) {
            build.output()
                    .note("%s is kept in memory: the rehearsal may not write files".formatted(arguments.text("file")));
        }
        return null;
    }

    private static Path file(Arguments arguments, Build build) {
        return build.frame().directory().resolve(arguments.text("file"));
    }
}
