// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.model.FileErrors;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Shared libraries in local folders: global variables in {@code vars}, classes in {@code src}, files in {@code resources}. */
final class SharedLibrary {
    private static final String SUFFIX = ".groovy";

    private final List<Path> folders;
    private final Map<String, Path> variables = new TreeMap<>();
    private final boolean delegates;

    /**
     * Looks into the folders.
     *
     * @throws RelocationException {@code BAD_INPUT} when one is no shared library
     */
    SharedLibrary(List<Path> folders) {
        this.folders = List.copyOf(folders);
        boolean found = false;
        for (Path folder : folders) {
            requireLibrary(folder);
            for (Path file : scripts(folder.resolve("vars"))) {
                String name = file.getFileName().toString();
                variables.putIfAbsent(name.substring(0, name.length() - SUFFIX.length()), file);
            }
            for (Path part : List.of(folder.resolve("vars"), folder.resolve("src"))) {
                found |= scripts(part).stream().anyMatch(file -> read(file).contains("delegate"));
            }
        }
        delegates = found;
    }

    boolean isEmpty() {
        return folders.isEmpty();
    }

    /** Names of the global variables. */
    Set<String> names() {
        return variables.keySet();
    }

    /** Files of the global variables by name. */
    Map<String, Path> variables() {
        return variables;
    }

    /** Whether closures are handed to objects whose methods may then be called in them. */
    boolean delegates() {
        return delegates;
    }

    /** Folders of classes, as a class path. */
    List<String> sources() {
        return folders.stream()
                .map(folder -> folder.resolve("src"))
                .filter(Files::isDirectory)
                .map(Path::toString)
                .toList();
    }

    /** A file of {@code resources}; empty: there is none. */
    Optional<String> resource(String name) {
        return folders.stream()
                .map(folder -> folder.resolve("resources"))
                .map(root -> root.resolve(name).normalize())
                .filter(file -> folders.stream().anyMatch(folder -> file.startsWith(folder.resolve("resources"))))
                .filter(Files::isRegularFile)
                .findFirst()
                .map(SharedLibrary::read);
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "cannot read %s of the shared library: %s".formatted(file, FileErrors.reason(e)),
                    e);
        }
    }

    private static void requireLibrary(Path folder) {
        boolean any = Stream.of("vars", "src", "resources").anyMatch(part -> Files.isDirectory(folder.resolve(part)));
        if (!any) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "%s is no shared library: it has none of the folders vars, src and resources; give the folder that holds them"
                            .formatted(folder));
        }
    }

    private static Collection<Path> scripts(Path folder) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(SUFFIX))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT, "cannot look into %s of the shared library: %s".formatted(folder, e), e);
        }
    }
}
