// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Failed;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The file system that simulated systems share, in memory: it outlives all of them. Nothing of it is to be seen while its server
 * does not answer. Guarded by the lock of their world.
 */
final class SharedDisk implements AixFiles {
    private final TreeMap<String, String> files = new TreeMap<>();
    private final Set<String> directories = new TreeSet<>();
    private final NfsServer nfs = new NfsServer("nfs1");

    SharedDisk() {
        nfs.export("/export", NfsServer.EVERYONE);
    }

    NfsServer nfs() {
        return nfs;
    }

    @Override
    public Optional<String> read(String path) {
        return nfs.isUp() ? Optional.ofNullable(files.get(path)) : Optional.empty();
    }

    @Override
    public boolean write(String path, String text) {
        boolean there = isDirectory(path.substring(0, path.lastIndexOf('/')));
        if (there) {
            files.put(path, text);
        }
        return there;
    }

    /** Writes a file, or fails. */
    void put(String path, String text) {
        requireAnswer();
        if (!write(path, text)) {
            throw new Failed("cannot write " + path);
        }
    }

    @Override
    public boolean isDirectory(String path) {
        return nfs.isUp() && directories.contains(path);
    }

    void makeDirectory(String path) {
        requireAnswer();
        directories.add(path);
    }

    boolean has(String path) {
        return nfs.isUp() && files.containsKey(path);
    }

    void remove(String path) {
        requireAnswer();
        files.remove(path);
    }

    /** Removes a directory and everything below it. */
    void removeAll(String directory) {
        requireAnswer();
        files.keySet().removeIf(path -> path.startsWith(directory + "/"));
        directories.removeIf(path -> path.equals(directory) || path.startsWith(directory + "/"));
    }

    void requireAnswer() {
        if (!nfs.isUp()) {
            throw new Failed(Failed.SILENT, "the shared directory does not answer");
        }
    }

    /** Sizes and names of the files in a directory, as the host script lists them. */
    String manifest(String directory) {
        StringBuilder lines = new StringBuilder();
        below(directory)
                .forEach(path -> lines.append(
                        "%d ./%s%n".formatted(files.get(path).length(), path.substring(directory.length() + 1))));
        return lines.toString();
    }

    private List<String> below(String directory) {
        return nfs.isUp()
                ? files.keySet().stream()
                        .filter(path -> path.startsWith(directory + "/"))
                        .toList()
                : List.of();
    }

    // ---- what there is, whoever can see it ----

    Set<String> directories() {
        return directories;
    }

    /** What all state files say that a manifest calls complete. */
    List<String> completeStates() {
        return files.entrySet().stream()
                .filter(file ->
                        file.getKey().endsWith(".state") && file.getKey().contains("/state/"))
                .filter(file -> files.containsKey(
                        file.getKey().substring(0, file.getKey().indexOf("/state/")) + "/manifest"))
                .map(Map.Entry::getValue)
                .toList();
    }
}
