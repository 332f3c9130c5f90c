// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;

/** Checks of files that are copied. */
public final class DataChecks {
    private static final long MIB = 1L << 20;
    private static final long KIB = 1024;

    private DataChecks() {}

    /** Whether the target has room for them. {@code setting} is the one that names them. */
    public static Result room(Evidence answers, String setting) {
        answers.requireWorkload();
        Map<String, Long> sizes = new HashMap<>();
        for (String line : answers.lines(FROM, "data")) {
            String[] words = line.split("\t", 2);
            if (words[0].equals("-")) {
                return Result.fail("%s does not exist on the source".formatted(words[1]), "correct " + setting);
            }
            sizes.put(words[1], Long.parseLong(words[0]));
        }
        Map<String, Long> needed = new TreeMap<>();
        Map<String, Long> free = new HashMap<>();
        for (String line : answers.lines(TO, "room-data")) {
            String[] words = line.split("[ \t]", 3);
            free.put(words[0], Long.parseLong(words[1]) * KIB);
            needed.merge(words[0], bytesBelow(sizes, words[2]), Long::sum);
        }
        List<String> full = needed.entrySet().stream()
                .filter(each -> each.getValue() > free.get(each.getKey()))
                .map(each -> "%s has %d MiB free, %d are needed"
                        .formatted(each.getKey(), free.get(each.getKey()) / MIB, each.getValue() / MIB))
                .toList();
        return full.isEmpty()
                ? Result.pass("there is room for %d data files".formatted(sizes.size()))
                : Result.fail(some(full), "free room on the target");
    }

    private static long bytesBelow(Map<String, Long> sizes, String path) {
        return sizes.entrySet().stream()
                .filter(each -> each.getKey().equals(path) || each.getKey().startsWith(path + "/"))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    /** Whether nobody on the target uses what would be replaced. {@code copied} tells whether a path is. */
    public static Result inUse(Evidence answers, Predicate<String> copied) {
        answers.requireWorkload();
        List<String> used = answers.lines(TO, "in-use").stream().filter(copied).toList();
        return used.isEmpty()
                ? Result.pass("no file that is to be copied is open on the target")
                : Result.fail(
                        "these files would be replaced but are open on the target: " + some(used),
                        "stop what uses them there");
    }
}
