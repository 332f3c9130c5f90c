// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Says in words why CRIU failed, where its log is known. Whether it failed is decided by its exit status and by what the
 * host shows: some lines with "Error" are written by every successful run.
 */
public final class CriuLog {
    private static final List<Pattern> HARMLESS =
            List.of(Pattern.compile("rlimit: Can't setup RLIMIT_NOFILE for self"), Pattern.compile("exited, status=1"));

    private static final List<Known> KNOWN = List.of(
            new Known(
                    "Can't fork for (\\d+): File exists",
                    "process id %s is taken on the host; end that process, or run the workload in its own PID namespace"),
            new Known(
                    "Connected TCP socket, consider using --tcp-established",
                    "the workload has established TCP connections; set tcp: close, or let clients disconnect first"),
            new Known(
                    "Can't open file (\\S+) on restore: No such file",
                    "file /%s is missing on the target; add it to dataFiles or install it there"),
            new Known(
                    "File (\\S+) has bad size (\\d+) \\(expect (\\d+)\\)",
                    "file /%s has %s bytes on the target but %s on the source; install the same version or add it to dataFiles"),
            new Known(
                    "File (\\S+) has bad mode (\\d+) \\(expect (\\d+)\\)",
                    "file /%s has mode %s on the target but %s on the source; give it the same mode"),
            new Known(
                    "The root process (\\d+) is not a session leader",
                    "process %s is not a session leader; start the workload with setsid or as a service"),
            new Known(
                    "Can't dump ghost file (\\S+) of (\\d+) size",
                    "the workload holds the deleted file %s of %s bytes open; let it close the file"),
            new Known(
                    "Some file locks are hold by dumping tasks",
                    "the workload holds file locks; set fileLocks: true when nobody else takes locks on these files"),
            new Known(
                    "Can't lookup mount=(\\d+) for fd=(-?\\d+) path=(\\S*)",
                    "mount %s of descriptor %s (%s) is not one of the host's; start the workload without inherited files and namespaces"),
            new Known(
                    "External socket is used|Can't dump half of stream unix connection",
                    "the workload is connected to a Unix socket of another process; only the journal of a unit is replaced"),
            new Known(
                    "Can't get 1:(?:16|34) opt: Operation not supported",
                    "this CRIU cannot save sockets on this kernel; install CRIU 4.2 or later"),
            new Known(
                    "Can't get rlimit \\d+: Operation not permitted",
                    "root lacks CAP_SYS_RESOURCE on this host: only processes of root can be saved"),
            new Known(
                    "Need to set the --tcp-close options",
                    "the image holds closed connections but the restore was not told so; use the same tcp setting"),
            new Known(
                    "Can't bind inet socket(?: back)?: Address already in use|Can't bind socket.*Address already in use",
                    "a port of the workload is taken on the target; end whoever listens there"),
            new Known(
                    "Can't bind inet socket(?: back)?: Cannot assign requested address",
                    "the workload is bound to an address that the target does not have"),
            new Known("BUG at criu/mount.c", "nested mount namespaces cannot be restored; run it in the host's own"),
            new Known(
                    "Aborting restore due to post-restore script ret code",
                    "the held copy was given up on purpose before it ran"),
            new Known("No space left on device", "the directory of the images is full"),
            new Known("Can't open vma", "an executable or library differs between the hosts"));

    private CriuLog() {}

    /** What to tell people: the reason in words where it is known, and otherwise the lines of the log themselves. */
    public static String explain(List<String> log) {
        List<String> telling = log.stream()
                .filter(line ->
                        HARMLESS.stream().noneMatch(each -> each.matcher(line).find()))
                .toList();
        List<String> reasons = telling.stream()
                .flatMap(line -> KNOWN.stream().flatMap(known -> known.in(line).stream()))
                .distinct()
                .toList();
        String lines = String.join(" | ", telling);
        if (reasons.isEmpty()) {
            return lines.isEmpty() ? "CRIU's log says nothing" : "CRIU said: " + lines;
        }
        return "%s (CRIU said: %s)".formatted(String.join("; ", reasons), lines);
    }

    private record Known(Pattern line, String text) {
        Known(String line, String text) {
            this(Pattern.compile(line), text);
        }

        Optional<String> in(String logged) {
            Matcher matcher = line.matcher(logged);
            if (!matcher.find()) {
                return Optional.empty();
            }
            Object[] groups = new Object[matcher.groupCount()];
            for (int i = 0; i < groups.length; i++) {
                groups[i] = matcher.group(i + 1);
            }
            return Optional.of(text.formatted(groups));
        }
    }
}
