// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

/** The laboratory could not do what was asked; the message says what failed and what an operator can do. */
public class LaboratoryException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public LaboratoryException(String message) {
        super(message);
    }

    public LaboratoryException(String message, Throwable cause) {
        super(message, cause);
    }
}
