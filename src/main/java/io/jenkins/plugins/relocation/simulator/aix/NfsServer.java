// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A simulated NFS server that several systems share: which directories it exports to whom, and what the applications of partitions have left
 * in their file systems. Thread-safe.
 */
public final class NfsServer {
    /** Anybody. */
    public static final String EVERYONE = "everyone";

    private final String name;
    private final Map<String, List<String>> exports = new TreeMap<>();
    private final Map<String, Long> saved = new TreeMap<>();
    private boolean up = true;

    public NfsServer(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Exports a directory, with all below it, to hosts. */
    public synchronized void export(String path, String... hosts) {
        exports.put(path, List.of(hosts));
    }

    public synchronized void unexport(String path) {
        exports.remove(path);
    }

    /** Whether it answers. */
    public synchronized boolean isUp() {
        return up;
    }

    public synchronized void setUp(boolean answers) {
        up = answers;
    }

    /** Whether a host may mount a path with root's rights. */
    synchronized boolean allows(String path, String host) {
        return up
                && exports.entrySet().stream()
                        .filter(each -> path.equals(each.getKey()) || path.startsWith(each.getKey() + "/"))
                        .anyMatch(each -> each.getValue().contains(host)
                                || each.getValue().contains(EVERYONE));
    }

    /** As showmount -e prints it. */
    synchronized String exportList() {
        List<String> lines = new ArrayList<>(List.of("export list for %s:".formatted(name)));
        exports.forEach((path, hosts) -> lines.add(
                "%-30s %s".formatted(path, hosts.contains(EVERYONE) ? "(everyone)" : String.join(",", hosts))));
        return String.join("\n", lines) + "\n";
    }

    /** What an application has written into its file system when it was ended in order. */
    synchronized void save(String path, long count) {
        saved.put(path, count);
    }

    /** What an application finds there when it starts: it takes that into its memory, and leaves it again when it is ended in order. */
    synchronized long take(String path) {
        return Optional.ofNullable(saved.remove(path)).orElse(0L);
    }

    /** All that applications have left. */
    synchronized List<Long> saved() {
        return List.copyOf(saved.values());
    }
}
