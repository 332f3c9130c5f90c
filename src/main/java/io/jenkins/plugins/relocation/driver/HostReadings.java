// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads what every host says about itself. What is missing or makes no sense is empty, never a guess. */
public final class HostReadings {
    /** The oldest CRIU that saves sockets on current kernels. */
    public static final String CRIU = "4.2";

    private static final Pattern VERSION = Pattern.compile("Version:\\s*(\\d+(?:\\.\\d+)+)");
    private static final Pattern KERNEL = Pattern.compile("(\\d+)\\.(\\d+).*");
    private static final Pattern HASH = Pattern.compile("\\\\?([0-9a-f]{64}) [ *](.*)");
    private static final long KIB = 1024;

    private HostReadings() {}

    /** Version of CRIU: "4.2.1". */
    public static Optional<String> criuVersion(Report report) {
        return report.first("criu").map(VERSION::matcher).filter(Matcher::find).map(found -> found.group(1));
    }

    /** Whether a dotted version is at least another one. */
    public static boolean atLeast(String version, String wanted) {
        String[] have = version.split("\\.");
        String[] want = wanted.split("\\.");
        for (int i = 0; i < want.length; i++) {
            int difference = (i < have.length ? Integer.parseInt(have[i]) : 0) - Integer.parseInt(want[i]);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    /** Kernel version of two numbers: "6.18". */
    public static Optional<String> kernel(Report report) {
        return word(report, 1)
                .map(KERNEL::matcher)
                .filter(Matcher::matches)
                .map(found -> found.group(1) + "." + found.group(2));
    }

    /** Machine architecture: "x86_64". */
    public static Optional<String> architecture(Report report) {
        return word(report, 2);
    }

    private static Optional<String> word(Report report, int index) {
        return report.first("uname")
                .map(line -> line.split(" "))
                .filter(words -> words.length == 3)
                .map(words -> words[index]);
    }

    /** What the processor can do. */
    public static Optional<Set<String>> cpuFlags(Report report) {
        return report.first("cpu")
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2 && !parts[1].isBlank())
                .map(parts -> Set.of(
                        Arrays.stream(parts[1].strip().split("\\s+")).distinct().toArray(String[]::new)));
    }

    /** Memory in bytes that new processes could use. */
    public static Optional<Long> freeMemory(Report report) {
        return memory(report, "MemAvailable");
    }

    /** All memory in bytes. */
    public static Optional<Long> totalMemory(Report report) {
        return memory(report, "MemTotal");
    }

    private static Optional<Long> memory(Report report, String key) {
        return report.lines("memory").stream()
                .filter(line -> line.matches(key + ":\\s*\\d+ kB"))
                .map(line -> Long.parseLong(line.replaceAll("\\D", "")) * KIB)
                .findFirst();
    }

    /** Free room of a part that holds a line of {@code df -Pk}, in bytes. */
    public static Optional<Long> room(Report report, String part) {
        return report.lines(part).stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 6 && words[3].matches("\\d+"))
                .map(words -> Long.parseLong(words[3]) * KIB)
                .findFirst();
    }

    /** Whether images lie in memory. */
    public static boolean imagesInMemory(Report report) {
        return report.lines("room").contains("type tmpfs")
                || report.lines("room").contains("type ramfs");
    }

    /** SHA-256 by path. */
    public static Map<String, String> hashes(Report report, String part) {
        return report.lines(part).stream()
                .map(HASH::matcher)
                .filter(Matcher::matches)
                .collect(Collectors.toMap(
                        found -> found.group(2), found -> found.group(1), (a, b) -> a, LinkedHashMap::new));
    }

    /** Lines {@code key=value} of a part. */
    public static Map<String, String> values(Report report, String part) {
        return report.lines(part).stream()
                .map(line -> line.split("=", 2))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[0], words -> words[1], (a, b) -> a, LinkedHashMap::new));
    }

    /** Public host keys, "algorithm base64". */
    public static List<String> hostKeys(Report report) {
        return report.lines("keys").stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length >= 3)
                .map(words -> words[1] + " " + words[2])
                .toList();
    }

    /** Memory of all processes of the part status together. */
    public static long memoryBytes(Report report) {
        return report.lines("status").stream()
                .filter(line -> line.contains("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.substring(line.indexOf("VmRSS:") + 6)
                                .replace("kB", "")
                                .strip())
                        * KIB)
                .sum();
    }

    /** Bytes of the files of the part data. */
    public static long dataBytes(Report report) {
        return report.lines("data").stream()
                .map(line -> line.split("\t", 2)[0])
                .filter(size -> size.matches("\\d{1,18}"))
                .mapToLong(Long::parseLong)
                .sum();
    }
}
