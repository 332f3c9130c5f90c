// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Open descriptors of a process tree.
 *
 * @param all each as often as processes have it
 */
public record Descriptors(List<Descriptor> all) {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    private static final int ACCESS = 3;

    public Descriptors {
        all = List.copyOf(all);
    }

    /**
     * An open descriptor.
     *
     * @param pid the process
     * @param number its number there
     * @param target what the kernel says it leads to: a path, "socket:[42]"
     * @param flags the flags it was opened with; -1: not known
     */
    public record Descriptor(long pid, int number, String target, int flags) {
        public boolean reads() {
            return (flags & ACCESS) != 1;
        }

        public boolean writes() {
            return (flags & ACCESS) != 0;
        }

        public boolean pipe() {
            return target.startsWith("pipe:[");
        }

        public boolean socket() {
            return target.startsWith("socket:[");
        }

        public long inode() {
            Matcher matcher = SOCKET.matcher(target);
            return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
        }

        public String describe() {
            return "descriptor %d of process %d (%s)".formatted(number, pid, target);
        }
    }

    /** Reads the parts fd and fdflags. */
    public static Descriptors of(Report report) {
        Map<String, Integer> flags = new HashMap<>();
        for (String line : report.lines("fdflags")) {
            String[] words = line.split(":\\s*");
            if (words.length == 3 && words[1].equals("flags")) {
                flags.put(words[0].replace("/fdinfo/", "/fd/"), Integer.parseInt(words[2].strip(), 8));
            }
        }
        return new Descriptors(report.lines("fd").stream()
                .map(line -> line.split("\t", 2))
                .filter(words -> words.length == 2 && words[0].matches("/proc/\\d+/fd/\\d+"))
                .map(words -> descriptor(words[0].split("/"), words[1], flags.getOrDefault(words[0], -1)))
                .toList());
    }

    private static Descriptor descriptor(String[] path, String target, int flags) {
        return new Descriptor(Long.parseLong(path[2]), Integer.parseInt(path[4]), target, flags);
    }

    /** Numbers of all sockets. */
    public Set<Long> sockets() {
        return all.stream().filter(Descriptor::socket).map(Descriptor::inode).collect(Collectors.toSet());
    }

    /** Pipes of which one end only is in the tree. */
    public List<Descriptor> outsidePipes() {
        Map<String, List<Descriptor>> pipes =
                all.stream().filter(Descriptor::pipe).collect(Collectors.groupingBy(Descriptor::target));
        return pipes.values().stream()
                .filter(ends -> ends.stream().noneMatch(Descriptor::reads)
                        || ends.stream().noneMatch(Descriptor::writes))
                .map(ends -> ends.get(0))
                .toList();
    }
}
