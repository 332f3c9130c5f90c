// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** What went wrong with a file, for people: of the most common errors Java's message is the path and nothing else. */
public final class FileErrors {
    private FileErrors() {}

    /** Why a file cannot be read, to follow after its name: "it does not exist". */
    public static String reason(IOException error) {
        if (error instanceof NoSuchFileException) {
            return "it does not exist";
        }
        if (error instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (error instanceof CharacterCodingException) {
            return "it is not text in UTF-8";
        }
        // Java says "Is a directory" in the message of a plain IOException.
        return error.getMessage() == null || error.getMessage().isBlank() ? error.toString() : error.getMessage();
    }
}
