// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.model.FileErrors;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Files of the workspace. Unless the script may change this machine, what it writes and deletes stays in memory. */
final class ScratchFiles {
    /** Of a larger workspace not every file is looked at. */
    private static final int MAX_FILES = 100_000;

    private final Map<Path, byte[]> written = new ConcurrentHashMap<>();
    private final Set<Path> deleted = ConcurrentHashMap.newKeySet();
    private final boolean real;

    ScratchFiles(boolean real) {
        this.real = real;
    }

    /** Whether what is written really gets to the disk. */
    boolean real() {
        return real;
    }

    boolean exists(Path file) {
        Path path = file.normalize();
        return written.keySet().stream().anyMatch(each -> each.startsWith(path)) || onDisk(path);
    }

    String read(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    byte[] bytes(Path file) {
        byte[] content = written.get(file.normalize());
        if (content != null) {
            return content.clone();
        }
        try {
            if (!onDisk(file.normalize())) {
                throw new NoSuchFileException(file.toString());
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new StepFailure("cannot read the file %s: %s".formatted(file, FileErrors.reason(e)), e);
        }
    }

    long size(Path file) {
        byte[] content = written.get(file.normalize());
        return content == null ? file.toFile().length() : content.length;
    }

    void write(Path file, String text) {
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    void write(Path file, byte[] content) {
        if (!real) {
            written.put(file.normalize(), content.clone());
            return;
        }
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, content);
        } catch (IOException e) {
            throw new StepFailure("cannot write the file %s: %s".formatted(file, FileErrors.reason(e)), e);
        }
    }

    /** Forgets what is in a directory. Nothing is deleted on the disk. */
    void forget(Path directory) {
        Path path = directory.normalize();
        written.keySet().removeIf(each -> each.startsWith(path));
        deleted.add(path);
    }

    /** Files below a directory by their path in it. */
    SortedMap<String, Path> below(Path directory, String includes, String excludes) {
        Path root = directory.normalize();
        SortedMap<String, Path> found = new TreeMap<>();
        written.keySet().stream().filter(file -> file.startsWith(root)).forEach(file -> keep(root, file, found));
        if (Files.isDirectory(root)) {
            try (Stream<Path> files = Files.walk(root)) {
                files.filter(file -> Files.isRegularFile(file) && onDisk(file))
                        .limit(MAX_FILES)
                        .forEach(file -> keep(root, file, found));
            } catch (IOException e) {
                throw new StepFailure("cannot look into %s: %s".formatted(root, e), e);
            }
        }
        found.keySet()
                .removeIf(path -> !includes.isEmpty() && !Globs.matchesAny(includes, path)
                        || !excludes.isEmpty() && Globs.matchesAny(excludes, path));
        return found;
    }

    private static void keep(Path root, Path file, SortedMap<String, Path> found) {
        found.put(root.relativize(file).toString(), file);
    }

    private boolean onDisk(Path file) {
        return Files.exists(file) && deleted.stream().noneMatch(file::startsWith);
    }
}
