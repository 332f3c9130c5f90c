// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** The file system that simulated systems share, in memory: it outlives all of them. Guarded by the lock of their world. */
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
        return Optional.ofNullable(files.get(path));
    }

    @Override
    public boolean write(String path, String text) {
        boolean there = isDirectory(path.substring(0, path.lastIndexOf('/')));
        if (there) {
            files.put(path, text);
        }
        return there;
    }

    @Override
    public boolean isDirectory(String path) {
        return directories.contains(path);
    }

    void makeDirectory(String path) {
        directories.add(path);
    }

    boolean has(String path) {
        return files.containsKey(path);
    }

    void remove(String path) {
        files.remove(path);
    }

    /** Removes a directory and everything below it. */
    void removeAll(String directory) {
        files.keySet().removeIf(path -> path.startsWith(directory + "/"));
        directories.removeIf(path -> path.equals(directory) || path.startsWith(directory + "/"));
    }

    /** Sizes and names of the files in a directory, as the host script lists them. */
    String manifest(String directory) {
        StringBuilder lines = new StringBuilder();
        below(directory)
                .forEach(path -> lines.append(
                        "%d ./%s%n".formatted(files.get(path).length(), path.substring(directory.length() + 1))));
        return lines.toString();
    }

    List<String> below(String directory) {
        return files.keySet().stream()
                .filter(path -> path.startsWith(directory + "/"))
                .toList();
    }

    Set<String> directories() {
        return directories;
    }

    List<String> all() {
        return List.copyOf(files.keySet());
    }
}
