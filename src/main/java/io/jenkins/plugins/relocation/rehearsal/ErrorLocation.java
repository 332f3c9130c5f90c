// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Arrays;
import java.util.Optional;

/** Finds lines of the Jenkinsfile in stack traces. */
final class ErrorLocation {
    /** Name under which every Jenkinsfile is compiled, as in Jenkins. */
    static final String SOURCE = "WorkflowScript";

    private static final String GROOVY = ".groovy";
    private static final int MAX_CAUSES = 10;

    private ErrorLocation() {}

    /** The line that is being run by this thread; 0: none. */
    static int current() {
        return in(Thread.currentThread().getStackTrace());
    }

    /** The line where an error happened; 0: not known. */
    static int of(Throwable error) {
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            if (cause instanceof StepFailure failure && failure.line() > 0) {
                return failure.line();
            }
            int line = in(cause.getStackTrace());
            if (line > 0) {
                return line;
            }
            cause = cause.getCause();
        }
        return 0;
    }

    /** File and line of the shared library where an error happened, "evacuateHost.groovy line 7"; empty: not there. */
    static String shared(Throwable error) {
        Optional<StackTraceElement> first = Arrays.stream(error.getStackTrace())
                .filter(frame -> frame.getFileName() != null && frame.getLineNumber() > 0)
                .filter(frame -> frame.getFileName().equals(SOURCE)
                        || frame.getFileName().endsWith(GROOVY))
                .findFirst();
        return first.filter(frame -> !frame.getFileName().equals(SOURCE))
                .map(frame -> "%s line %d".formatted(frame.getFileName(), frame.getLineNumber()))
                .orElse("");
    }

    private static int in(StackTraceElement[] frames) {
        return Arrays.stream(frames)
                .filter(frame -> SOURCE.equals(frame.getFileName()))
                .mapToInt(StackTraceElement::getLineNumber)
                .filter(line -> line > 0)
                .findFirst()
                .orElse(0);
    }
}
