// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.stream.Collectors;

/** A Jenkinsfile cannot be rehearsed as it is; nothing of it was run. The message has each problem with its place. */
public final class RefusedJenkinsfileException extends RelocationException {
    private static final long serialVersionUID = 1L;

    private final transient List<ScriptError> problems;

    RefusedJenkinsfileException(List<ScriptError> problems) {
        super(ErrorCode.BAD_INPUT, problems.stream().map(ScriptError::explain).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order of their lines. */
    public List<ScriptError> problems() {
        return problems;
    }
}
