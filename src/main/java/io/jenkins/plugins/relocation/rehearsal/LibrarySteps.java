// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import groovy.lang.GroovyObjectSupport;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.codehaus.groovy.runtime.InvokerHelper;

/** Steps that bring in other code: shared libraries, their files, and scripts of the workspace. */
final class LibrarySteps {
    static final String LIBRARY = "library";
    private static final String RESOURCE = "libraryResource";

    /** Steps that only make sense with a shared library. */
    static final Set<String> NEED_LIBRARY = Set.of(LIBRARY, RESOURCE);

    static final List<StepSpec> ALL = List.of(
            StepSpec.of("library", LibrarySteps::library, Set.of(), "identifier!", "retriever any", "changelog flag"),
            StepSpec.of(RESOURCE, LibrarySteps::resource, Set.of(), "resource!", "encoding"),
            StepSpec.of("load", LibrarySteps::load, Set.of(NODE), "path!"));

    private LibrarySteps() {}

    /** Fails when no folder stands for shared libraries. */
    static void require(Arguments arguments, String name, Build build) {
        if (build.code().shared().isEmpty()) {
            throw arguments.fail("%s", Vocabulary.noLibrary(name));
        }
        build.output().note("shared library %s is read from its folder; versions are not looked at".formatted(name));
    }

    private static Object library(Arguments arguments, Build build) {
        require(arguments, arguments.text("identifier"), build);
        return new Packages("", build);
    }

    private static Object resource(Arguments arguments, Build build) {
        String name = arguments.text("resource");
        return build.code()
                .shared()
                .resource(name)
                .orElseThrow(() -> arguments.fail(
                        "no shared library has the file resources/%s; give its folder with --library DIR", name));
    }

    private static Object load(Arguments arguments, Build build) {
        String path = arguments.text("path");
        Path file = build.frame().directory().resolve(path);
        JenkinsfileScript script =
                build.code().compiler().more(path, build.files().read(file));
        build.prepare(script);
        return script.run();
    }

    /** What {@code library('x')} returns: packages and classes by their names, as in {@code .org.example.Names.isHost('a')}. */
    public static final class Packages extends GroovyObjectSupport {
        private final String name;
        private final Build build;

        Packages(String name, Build build) {
            this.name = name;
            this.build = build;
        }

        @Override
        public Object getProperty(String part) {
            return new Packages(name.isEmpty() ? part : name + "." + part, build);
        }

        @Override
        public Object invokeMethod(String method, Object arguments) {
            Class<?> type = build.code().compiler().type(name);
            return method.equals("new")
                    ? InvokerHelper.invokeConstructorOf(type, arguments)
                    : InvokerHelper.invokeStaticMethod(type, method, arguments);
        }
    }
}
