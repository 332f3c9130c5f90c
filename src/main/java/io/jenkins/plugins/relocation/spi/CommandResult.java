// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * How a command ended.
 *
 * @param status exit status, 0 to 255
 * @param out standard output as UTF-8, cut after the shell's limit
 * @param err standard error as UTF-8, cut after the shell's limit
 * @param truncated whether something was cut
 */
public record CommandResult(int status, String out, String err, boolean truncated) {
    public CommandResult {
        requireNonNull(out, "out is null");
        requireNonNull(err, "err is null");
    }

    /** Whether the exit status is 0. */
    public boolean succeeded() {
        return status == 0;
    }

    /** Standard output without white space around it. */
    public String text() {
        return out.strip();
    }

    /** Lines of standard output. */
    public List<String> lines() {
        return out.lines().toList();
    }

    /** The result when it succeeded. */
    public CommandResult orThrow(String whatFailed) {
        if (!succeeded()) {
            String said = err.isBlank() ? out.strip() : err.strip();
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "%s: exit status %d%s".formatted(whatFailed, status, said.isEmpty() ? "" : ": " + said));
        }
        return this;
    }
}
