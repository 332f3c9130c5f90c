// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.GroovyClassLoader;
import groovy.lang.GroovyCodeSource;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.classgen.GeneratorContext;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.CompilePhase;
import org.codehaus.groovy.control.CompilerConfiguration;
import org.codehaus.groovy.control.SourceUnit;
import org.codehaus.groovy.control.customizers.CompilationCustomizer;
import org.codehaus.groovy.control.customizers.ImportCustomizer;

/** Compiles a Jenkinsfile and finds what is wrong with it before any of it runs. */
final class JenkinsfileCompiler {
    /** Jenkins has the annotation in a library of its own; here it means nothing. */
    private static final Pattern NON_CPS =
            Pattern.compile("(?m)^(\\s*)import\\s+com\\.cloudbees\\.groovy\\.cps\\.NonCPS");

    private final StepLibrary library;
    private final String file;

    JenkinsfileCompiler(StepLibrary library, String file) {
        this.library = library;
        this.file = file;
    }

    /**
     * Compiles.
     *
     * @throws RefusedJenkinsfileException with all problems
     */
    JenkinsfileScript compile(String text) {
        List<ScriptError> problems = new ArrayList<>();
        Class<?> compiled;
        try (GroovyClassLoader loader =
                new GroovyClassLoader(JenkinsfileScript.class.getClassLoader(), configuration(problems))) {
            String known = NON_CPS.matcher(text).replaceAll("$1import " + NonCPS.class.getName());
            GroovyCodeSource source = new GroovyCodeSource(known, ErrorLocation.SOURCE, "/groovy/script");
            compiled = loader.parseClass(source, false);
            require(problems);
            return (JenkinsfileScript) compiled.getDeclaredConstructor().newInstance();
        } catch (CompilationFailedException e) {
            problems.addAll(new ErrorTranslator(file).translate(e));
            throw refused(problems);
        } catch (ReflectiveOperationException | ClassCastException | IOException e) {
            throw refused(List.of(ScriptError.of(file, 0, "it is a class and no script: " + e.getMessage())));
        }
    }

    private CompilerConfiguration configuration(List<ScriptError> problems) {
        CompilerConfiguration configuration = new CompilerConfiguration();
        configuration.setScriptBaseClass(JenkinsfileScript.class.getName());
        configuration.addCompilationCustomizers(
                new ImportCustomizer().addImports(NonCPS.class.getName()), new Rewriting(problems));
        return configuration;
    }

    private void require(List<ScriptError> problems) {
        if (!problems.isEmpty()) {
            throw refused(problems);
        }
    }

    private static RefusedJenkinsfileException refused(List<ScriptError> problems) {
        return new RefusedJenkinsfileException(problems.stream()
                .distinct()
                .sorted(Comparator.comparingInt(ScriptError::line))
                .toList());
    }

    /** Rewrites the script's own class. */
    private final class Rewriting extends CompilationCustomizer {
        private final List<ScriptError> problems;

        Rewriting(List<ScriptError> problems) {
            super(CompilePhase.SEMANTIC_ANALYSIS);
            this.problems = problems;
        }

        @Override
        public void call(SourceUnit source, GeneratorContext context, ClassNode node) {
            if (node.isScript()) {
                Problems found = (line, message) -> problems.add(ScriptError.of(file, line, message));
                new StepRewriter(source, node, library, found).rewrite();
            }
        }
    }

    /** Takes what is wrong in the file. */
    @FunctionalInterface
    interface Problems {
        void add(int line, String message);
    }
}
