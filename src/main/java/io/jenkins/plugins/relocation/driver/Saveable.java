// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What CRIU can save of what is open. */
public final class Saveable {
    /** Deleted files up to here go into the images; the host script tells CRIU so. */
    private static final long GHOST_LIMIT = 16L << 20;

    private static final Set<String> ANONYMOUS =
            Set.of("[eventpoll]", "[eventfd]", "[signalfd]", "[timerfd]", "inotify", "[inotify]");
    private static final Set<String> DEVICES =
            Set.of("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom");

    private Saveable() {}

    /** Whether a descriptor that leads to this can be saved, as far as its name tells. */
    public static boolean target(String target) {
        if (target.startsWith("anon_inode:")) {
            return ANONYMOUS.contains(target.substring("anon_inode:".length()));
        }
        return !target.startsWith("/dev/") || DEVICES.contains(target) || target.startsWith("/dev/shm/");
    }

    /** Deleted files that are too large to be saved, of lines "SIZE PATH". */
    public static Stream<String> tooLarge(List<String> deleted) {
        return deleted.stream()
                .map(line -> line.split("\t", 2))
                .filter(words -> Long.parseLong(words[0]) > GHOST_LIMIT)
                .map(words -> "%s is a deleted file of %d MiB".formatted(words[1], Long.parseLong(words[0]) >> 20));
    }
}
