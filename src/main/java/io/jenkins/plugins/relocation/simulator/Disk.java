// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Small files by path. What was not flushed may be lost in a power cut; what was removed stays removed. */
public final class Disk {
    private final TreeMap<String, String> seen = new TreeMap<>();
    private final TreeMap<String, String> flushed = new TreeMap<>();

    /** Writes a file and flushes it. */
    public void put(String path, String text) {
        seen.put(path, text);
        flushed.put(path, text);
    }

    /** Writes a file without flushing it. */
    public void lay(String path, String text) {
        seen.put(path, text);
    }

    /** Flushes a file that may be there. */
    public void flush(String path) {
        if (seen.containsKey(path)) {
            flushed.put(path, seen.get(path));
        }
    }

    public Optional<String> read(String path) {
        return Optional.ofNullable(seen.get(path));
    }

    public boolean has(String path) {
        return seen.containsKey(path);
    }

    public void remove(String path) {
        seen.remove(path);
        flushed.remove(path);
    }

    /** Flushes all files. */
    public void sync() {
        flushed.putAll(seen);
    }

    /** Removes everything below a directory. */
    public void removeAll(String directory) {
        below(directory).forEach(this::remove);
    }

    /** Paths of files below a directory, sorted. */
    public List<String> below(String directory) {
        return seen.keySet().stream()
                .filter(path -> path.startsWith(directory + "/"))
                .toList();
    }

    /** Names of what is directly in a directory, sorted. */
    public List<String> names(String directory) {
        return below(directory).stream()
                .map(path -> path.substring(directory.length() + 1).split("/", 2)[0])
                .distinct()
                .toList();
    }

    /**
     * The power goes.
     *
     * @param lucky whether what was not flushed has reached the disk all the same
     */
    void powerCut(boolean lucky) {
        if (lucky) {
            flushed.putAll(seen);
        }
        seen.clear();
        seen.putAll(flushed);
    }
}
