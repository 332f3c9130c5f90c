// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Counts what there is on a host or in this JVM, in lines: two that are equal show that nothing was left between them. */
final class Census {
    /**
     * What the census itself needs is in the control group lab.exec. Left out is what systemd and its journal write as time
     * goes by, and numbers that the kernel makes up anew: of interfaces, namespaces, mounts, link-local addresses.
     */
    private static final String HOST =
            """
            cd /
            nft list ruleset | sed 's/^/rule /'
            for n in $(ls /run/netns 2>/dev/null); do
                nsenter --net=/run/netns/$n nft list ruleset | sed "s/^/rule of $n /"
                ip -n $n -o link | sed 's/^[0-9]*: \\([^ :@]*\\).*/link \\1/' | sed "s/$/ in $n/"
                ip -n $n -o -4 addr | awk -v n=$n '{ print "address", $2, $4, "in", n }'
            done
            ip -o link | sed 's/^[0-9]*: \\([^ :@]*\\).*/link \\1/'
            ip -o -4 addr | awk '{ print "address", $2, $4 }'
            ip -o route | sed 's/^/route /'
            cut -d' ' -f4- /proc/1/mountinfo | sed -e 's/\\(shared\\|master\\):[0-9]*//g' -e 's/net:\\[[0-9]*\\]/net/' -e 's/^/mount /'
            find /sys/fs/cgroup -type d | sed 's/^/cgroup /'
            find / -xdev ! -type d | sed 's/^/file /'
            find / -xdev -type d | sed 's/^/directory /'
            find /run /run/relocation /tmp /dev/shm -xdev ! -path '/run/log/*' ! -path '/run/systemd/journal/*' | sed 's/^/file /'
            systemctl list-units --all --plain --no-legend | awk '{ print "unit", $1 }'
            declare -A command
            for p in /proc/[0-9]*; do
                mapfile -d '' words <$p/cmdline && mapfile group <$p/cgroup || continue
                [ ${#words[@]} -eq 0 ] || [[ ${group[*]} = *lab.exec* ]] || command[$p]=${words[*]}
            done 2>/dev/null
            for p in ${!command[@]}; do echo "process ${command[$p]}"; done
            find /proc/[0-9]*/fd -type l -printf '%h %l\\n' 2>/dev/null | while read -r p target; do
                [[ $target != /run/log/* ]] || continue # the journal keeps old files open
                p=${p%/fd}
                [ -z "${command[$p]:-}" ] || echo "descriptor of ${command[$p]}: ${target//[0-9]/}"
            done
            true
            """;

    private final Map<String, Long> lines;

    private Census(List<String> lines) {
        this.lines = lines.stream().collect(Collectors.groupingBy(line -> line, TreeMap::new, Collectors.counting()));
    }

    static Census ofHost(Machines machines, String host) {
        return new Census(machines.sh(host, HOST).lines().toList());
    }

    /** Open descriptors by kind, threads by name; without the JDK's own for commands, such as those of this census. */
    static Census ofJvm() throws IOException {
        List<String> lines = new ArrayList<>();
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            for (Path descriptor : descriptors.toList()) {
                target(descriptor).ifPresent(target -> lines.add("descriptor " + target.replaceAll("\\[\\d+]", "")));
            }
        }
        Thread.getAllStackTraces().keySet().stream()
                .filter(Thread::isAlive)
                .filter(thread -> !thread.getName().startsWith("process reaper"))
                .map(thread -> "thread " + thread.getName().replaceAll("\\d+", "N"))
                .forEach(lines::add);
        return new Census(lines);
    }

    private static java.util.Optional<String> target(Path descriptor) {
        try {
            return java.util.Optional.of(Files.readSymbolicLink(descriptor).toString());
        } catch (IOException e) {
            // It was the one that listed the directory.
            return java.util.Optional.empty();
        }
    }

    /** What is here more often than it was then, a line each. */
    List<String> moreThan(Census then) {
        List<String> more = new ArrayList<>();
        lines.forEach((line, count) -> {
            long before = then.lines.getOrDefault(line, 0L);
            if (count > before) {
                more.add("%s (%d, were %d)".formatted(line, count, before));
            }
        });
        return more;
    }

    /** For a report: how many there are of each kind. */
    String summary() {
        Map<String, Long> kinds = new TreeMap<>();
        lines.forEach((line, count) -> kinds.merge(line.split(" ", 2)[0], count, Long::sum));
        return kinds.entrySet().stream()
                .map(kind -> "%d × %s".formatted(kind.getValue(), kind.getKey()))
                .collect(Collectors.joining(", "));
    }
}
