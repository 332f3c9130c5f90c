// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Steps that look at files of the workspace, or write them. */
final class FileSteps {
    static final List<StepSpec> ALL = List.of(
            StepSpec.of("pwd", FileSteps::pwd, Set.of(NODE), "tmp flag").namesEverything(),
            StepSpec.of("isUnix", (arguments, build) -> true, Set.of(NODE)),
            StepSpec.of("fileExists", FileSteps::exists, Set.of(NODE), "file!"),
            StepSpec.of("readFile", FileSteps::read, Set.of(NODE), "file!", "encoding"),
            StepSpec.of("writeFile", FileSteps::write, Set.of(NODE), "file!", "text!", "encoding")
                    .namesEverything(),
            StepSpec.of("touch", FileSteps::touch, Set.of(NODE), "file!", "timestamp number"),
            StepSpec.of("findFiles", FileSteps::find, Set.of(NODE), "glob", "excludes")
                    .namesEverything(),
            StepSpec.of("deleteDir", FileSteps::delete, Set.of(NODE)));

    private FileSteps() {}

    /** Writes a file, and says so when it only gets into memory. */
    static void write(Path file, String text, Build build) {
        build.files().write(file, text);
        if (!build.files().real()) {
            build.output()
                    .note("%s is kept in memory: the rehearsal may not write files"
                            .formatted(build.frame().directory().relativize(file)));
        }
    }

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
        write(file(arguments, build), arguments.text("text"), build);
        return null;
    }

    private static Object touch(Arguments arguments, Build build) {
        Path file = file(arguments, build);
        if (!build.files().exists(file)) {
            write(file, "", build);
        }
        return null;
    }

    /** The files as maps with the properties that Jenkins's have. */
    private static Object find(Arguments arguments, Build build) {
        List<Map<String, Object>> found = new ArrayList<>();
        build.files()
                .below(build.frame().directory(), arguments.text("glob", "*"), arguments.text("excludes", ""))
                .forEach((path, file) -> {
                    Map<String, Object> entry = new LinkedHashMap<>();
                    entry.put("name", String.valueOf(file.getFileName()));
                    entry.put("path", path);
                    entry.put("directory", false);
                    entry.put("length", build.files().size(file));
                    entry.put("lastModified", build.clock().now().toEpochMilli());
                    found.add(entry);
                });
        return found.toArray(Map[]::new);
    }

    private static Object delete(Arguments arguments, Build build) {
        Path directory = build.frame().directory();
        if (!build.files().real()) {
            build.files().forget(directory);
        }
        build.output().note("not deleted here: " + directory);
        return null;
    }

    private static Path file(Arguments arguments, Build build) {
        return build.frame().directory().resolve(arguments.text("file"));
    }
}
