// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.codehaus.groovy.ast.ASTNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** Compiles a Jenkinsfile with its shared library and finds what is wrong before any of it runs. */
final class JenkinsfileCompiler implements AutoCloseable {
    /** Jenkins has the annotation in a library of its own; here it means nothing. */
    private static final Pattern NON_CPS =
            Pattern.compile("(?m)^(\\s*)import\\s+com\\.cloudbees\\.groovy\\.cps\\.NonCPS");

    private static final String VARIABLES = "vars/";
    /** Code that a running script brings in. Its lines are not those of the Jenkinsfile. */
    private static final String MORE = "more/";

    private static final String GROOVY = ".groovy";

    private final StepLibrary steps;
    private final SharedLibrary shared;
    private final GroovyClassLoader loader;
    private final List<ScriptError> problems = new ArrayList<>();
    private String compiling = "";

    JenkinsfileCompiler(StepLibrary steps, SharedLibrary shared) {
        this.steps = steps;
        this.shared = shared;
        this.loader =
                new GroovyClassLoader(new JenkinsClasses(JenkinsfileScript.class.getClassLoader()), configuration());
    }

    /**
     * Compiles a file.
     *
     * @param file its name, for messages
     * @throws RefusedJenkinsfileException with all problems
     */
    JenkinsfileScript compile(String file, String text) {
        return compile(file, ErrorLocation.SOURCE, text);
    }

    /**
     * Compiles code that a running script brings in.
     *
     * @param name what it is called, for messages
     * @throws RefusedJenkinsfileException with all problems
     */
    JenkinsfileScript more(String name, String text) {
        String file = name.substring(name.lastIndexOf('/') + 1);
        return compile(name, MORE + (file.endsWith(GROOVY) ? file : file + GROOVY), text);
    }

    /**
     * Compiles the global variables of the shared library.
     *
     * @throws RefusedJenkinsfileException with all problems of the first one that has any
     */
    Map<String, JenkinsfileScript> variables() {
        Map<String, JenkinsfileScript> compiled = new TreeMap<>();
        for (Map.Entry<String, Path> variable : shared.variables().entrySet()) {
            String name = VARIABLES + variable.getValue().getFileName();
            compiled.put(variable.getKey(), compile(name, name, SharedLibrary.read(variable.getValue())));
        }
        return compiled;
    }

    /** A class of the shared library. */
    Class<?> type(String name) {
        try {
            return loader.loadClass(name);
        } catch (ClassNotFoundException e) {
            throw new StepFailure("the shared library has no class %s".formatted(name), e);
        }
    }

    @Override
    public void close() {
        try {
            loader.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the classes of the script", e);
        }
    }

    private JenkinsfileScript compile(String file, String source, String text) {
        problems.clear();
        compiling = file;
        String known = NON_CPS.matcher(text).replaceAll("$1import " + NonCPS.class.getName());
        try {
            Class<?> type = loader.parseClass(new GroovyCodeSource(known, source, "/groovy/script"), false);
            require(text);
            return (JenkinsfileScript) type.getDeclaredConstructor().newInstance();
        } catch (CompilationFailedException e) {
            problems.addAll(new ErrorTranslator(file).translate(e));
            throw refused(text);
        } catch (ReflectiveOperationException | ClassCastException e) {
            problems.add(ScriptError.of(file, 0, 0, "it is a class and no script: " + reason(e)));
            throw refused(text);
        }
    }

    private static String reason(Exception error) {
        Throwable cause = error.getCause() == null ? error : error.getCause();
        return String.valueOf(cause.getMessage());
    }

    private CompilerConfiguration configuration() {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(JenkinsfileScript.class.getName());
        configuration.setClasspathList(shared.sources());
        configuration.addCompilationCustomizers(
                new ImportCustomizer().addImports(NonCPS.class.getName(), Library.class.getName()), new Rewriting());
        return configuration;
    }

    private void require(String text) {
        if (!problems.isEmpty()) {
            throw refused(text);
        }
    }

    private RefusedJenkinsfileException refused(String text) {
        List<String> lines = text.lines().toList();
        return new RefusedJenkinsfileException(problems.stream()
                .distinct()
                .map(problem -> problem.in(lines))
                .sorted(Comparator.comparingInt(ScriptError::line))
                .toList());
    }

    private void add(ASTNode where, String message) {
        problems.add(ScriptError.of(compiling, where.getLineNumber(), where.getColumnNumber(), message));
    }

    /** Rewrites scripts. Classes of the shared library stay as they are: their calls go through the script they are given. */
    private final class Rewriting extends CompilationCustomizer {
        Rewriting() {
            super(CompilePhase.SEMANTIC_ANALYSIS);
        }

        @Override
        public void call(SourceUnit source, GeneratorContext context, ClassNode node) {
            boolean variable =
                    source.getName().startsWith(VARIABLES) || source.getName().startsWith(MORE);
            if (!node.isScript() || !variable && !source.getName().equals(ErrorLocation.SOURCE)) {
                return;
            }
            if (shared.isEmpty()) {
                new LibraryAnnotations(JenkinsfileCompiler.this::add).refuse(source, node);
            }
            Vocabulary vocabulary =
                    new Vocabulary(steps, shared.names(), !shared.isEmpty(), shared.delegates(), variable);
            new StepRewriter(source, node, vocabulary, JenkinsfileCompiler.this::add).rewrite();
        }
    }
}
