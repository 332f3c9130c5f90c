// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Homes of controllers: thousands of them, each written to and flushed all the time, so in memory where that can be. */
final class Homes {
    private static final Path MEMORY = Path.of("/dev/shm");

    private Homes() {}

    static Path make() {
        try {
            return Files.isWritable(MEMORY)
                    ? Files.createTempDirectory(MEMORY, "relocation-matrix")
                    : Files.createTempDirectory("relocation-matrix");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
