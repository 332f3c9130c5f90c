// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.MissingMethodException;
import groovy.lang.MissingPropertyException;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.codehaus.groovy.control.CompilationFailedException;
import org.codehaus.groovy.control.MultipleCompilationErrorsException;
import org.codehaus.groovy.control.messages.SyntaxErrorMessage;
import org.codehaus.groovy.syntax.SyntaxException;

/** Says what went wrong in a script so that its author understands it. */
final class ErrorTranslator {
    private final String file;

    ErrorTranslator(String file) {
        this.file = file;
    }

    /** What ended a script. */
    ScriptError translate(Throwable error) {
        String shared = ErrorLocation.shared(error);
        String where = shared.isEmpty() ? "" : " (in %s)".formatted(shared);
        return new ScriptError(file, ErrorLocation.of(error), 0, message(error) + where, "", code(error));
    }

    /** What the compiler found. */
    List<ScriptError> translate(CompilationFailedException error) {
        if (error instanceof MultipleCompilationErrorsException several) {
            List<ScriptError> found = new ArrayList<>();
            for (Object problem : several.getErrorCollector().getErrors()) {
                found.add(compiled(problem));
            }
            return found;
        }
        return List.of(ScriptError.of(file, 0, 0, error.getMessage()));
    }

    private ScriptError compiled(Object problem) {
        return problem instanceof SyntaxErrorMessage syntax
                ? compiled(syntax.getCause())
                : ScriptError.of(file, 0, 0, String.valueOf(problem));
    }

    private ScriptError compiled(SyntaxException error) {
        String text = firstLine(error.getMessage()).replaceAll(" @ line \\d+, column \\d+\\.", "");
        if (text.startsWith("expecting anything but ''\\n''")) {
            text = "a text in quotes, or ${…} in it, does not end on its line";
        }
        if (text.startsWith("unable to resolve class")) {
            text +=
                    "; a rehearsal knows Groovy, Java and the src of a shared library given with --library DIR, no classes"
                            + " of Jenkins or its plugins";
        }
        return ScriptError.of(file, error.getLine(), error.getStartColumn(), text);
    }

    private static String message(Throwable error) {
        if (error instanceof MissingMethodException missing) {
            return "%s has no method %s(%s)"
                    .formatted(missing.getType().getSimpleName(), missing.getMethod(), types(missing.getArguments()));
        }
        if (error instanceof MissingPropertyException missing) {
            return missing(missing);
        }
        if (error instanceof VerifyError || error instanceof IncompatibleClassChangeError) {
            return "static methods of Java interfaces, such as List.of and Map.of, cannot be called from Groovy 2.4;"
                    + " write [1, 2] or [key: 'value'], or use java.util.Arrays and java.util.Collections";
        }
        if (error instanceof ExceptionInInitializerError && error.getCause() != null) {
            return message(error.getCause());
        }
        if (error instanceof StackOverflowError) {
            return "methods of the script call each other without end";
        }
        if (error instanceof StepFailure || error instanceof Interruption || error instanceof RelocationException) {
            return String.valueOf(error.getMessage());
        }
        return "%s: %s".formatted(error.getClass().getSimpleName(), firstLine(String.valueOf(error.getMessage())));
    }

    private static String missing(MissingPropertyException error) {
        if (error.getType() == CurrentBuild.class) {
            return "currentBuild.%s is not known; known: %s"
                    .formatted(error.getProperty(), String.join(", ", CurrentBuild.KNOWN));
        }
        if (error.getType() == null || error.getType() == JenkinsfileScript.class) {
            return error.getMessage();
        }
        return "%s has no property '%s'".formatted(error.getType().getSimpleName(), error.getProperty());
    }

    private static String types(Object[] arguments) {
        return Arrays.stream(arguments == null ? new Object[0] : arguments)
                .map(argument -> argument == null ? "null" : argument.getClass().getSimpleName())
                .collect(Collectors.joining(", "));
    }

    private static Optional<ErrorCode> code(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof RelocationException relocation) {
                return Optional.of(relocation.code());
            }
        }
        return Optional.empty();
    }

    private static String firstLine(String text) {
        return text.lines().findFirst().orElse("");
    }
}
