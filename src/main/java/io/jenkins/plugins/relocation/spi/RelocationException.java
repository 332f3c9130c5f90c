// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

/** Something that should not have happened. The message says what failed, on what, the value seen and what to do next. */
public class RelocationException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;

    public RelocationException(ErrorCode code, String message) {
        super(message);
        this.code = requireNonNull(code, "code is null");
    }

    public RelocationException(ErrorCode code, String message, Throwable cause) {
        super(message, cause);
        this.code = requireNonNull(code, "code is null");
    }

    /** Whose problem it is. */
    public ErrorCode code() {
        return code;
    }
}
