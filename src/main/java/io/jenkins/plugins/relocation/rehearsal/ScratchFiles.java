// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Files of the workspace. Unless the script may change this machine, what it writes stays in memory. */
final class ScratchFiles {
    private final Map<Path, String> written = new ConcurrentHashMap<>();
    private final boolean real;

    ScratchFiles(boolean real) {
        this.real = real;
    }

    /** Whether what is written really gets to the disk. */
    boolean real() {
        return real;
    }

    boolean exists(Path file) {
        return written.containsKey(file.normalize()) || Files.exists(file);
    }

    String read(Path file) {
        String text = written.get(file.normalize());
        try {
            return text != null ? text : Files.readString(file);
        } catch (IOException e) {
            throw new StepFailure("cannot read the file %s: %s".formatted(file, reason(e)), e);
        }
    }

    void write(Path file, String text) {
        if (!real) {
            written.put(file.normalize(), text);
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new StepFailure("cannot write the file %s: %s".formatted(file, reason(e)), e);
        }
    }

    private static String reason(IOException error) {
        return error instanceof NoSuchFileException ? "it does not exist" : error.toString();
    }
}
