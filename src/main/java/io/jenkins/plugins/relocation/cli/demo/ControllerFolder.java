// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The controller's files of one demonstration: inventory, credentials, plans, journals. */
public abstract class ControllerFolder implements AutoCloseable {
    private final Path folder;
    private final boolean keep;

    ControllerFolder(Path folder, boolean keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /** Where plans and journals are. */
    public final Path home() {
        return folder.resolve("home");
    }

    /** What credentials ids mean. */
    public final Path credentials() {
        return folder.resolve("credentials.yaml");
    }

    public final Path path() {
        return folder;
    }

    final boolean kept() {
        return keep;
    }

    final void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    /** Puts an example pipeline into it. */
    final void copyExample(String example) throws IOException {
        try (InputStream in = ControllerFolder.class.getResourceAsStream("/pipeline-examples/" + example)) {
            Files.copy(in, folder.resolve(example));
        }
    }

    @Override
    public final void close() throws IOException {
        if (keep) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.deleteIfExists(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
