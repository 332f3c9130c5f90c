// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/** What an AIX system told about itself. A reading that cannot be had is empty. */
final class AixReadings {
    private static final long KIB = 1024;
    private static final long MIB = KIB * KIB;
    private static final long PAGE = 4 * KIB;
    private static final Pattern LEVEL = Pattern.compile("\\d{4}-\\d{2}-\\d{2}-\\d{4}");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,15}");
    private static final Pattern POWER = Pattern.compile("POWER_?\\s*(\\d+)");

    private AixReadings() {}

    /** "7200-05-03-2148". */
    static Optional<String> osLevel(Report host) {
        return host.lines("oslevel").stream()
                .map(String::strip)
                .filter(line -> LEVEL.matcher(line).matches())
                .findFirst();
    }

    /** Version, release and technology level, which decide whether a state can be restored: "7200-05". */
    static Optional<String> technologyLevel(Report host) {
        return osLevel(host).map(level -> level.substring(0, "7200-05".length()));
    }

    /** The level of a fileset; empty: it is not installed, or its level is not told. */
    static Optional<String> fileset(Report host, String name) {
        return Listing.of(host.lines("filesets"))
                .first("Fileset", name)
                .map(row -> row.getOrDefault("Level", ""))
                .filter(level -> !level.isEmpty());
    }

    /** The generation of the processor, as it is used: 9. */
    static OptionalLong processorClass(Report host) {
        for (String key : List.of("Processor Implementation Mode", "Processor Type")) {
            Matcher generation = POWER.matcher(value(host, "prtconf", key).orElse(""));
            if (generation.find()) {
                return OptionalLong.of(Long.parseLong(generation.group(1)));
            }
        }
        return OptionalLong.empty();
    }

    static OptionalLong clockMhz(Report host) {
        return number(value(host, "prtconf", "Processor Clock Speed").orElse(""));
    }

    static OptionalLong memoryBytes(Report host) {
        OptionalLong megabytes = number(value(host, "lparstat", "Online Memory")
                .or(() -> value(host, "prtconf", "Memory Size"))
                .orElse(""));
        return megabytes.isPresent() ? OptionalLong.of(megabytes.getAsLong() * MIB) : megabytes;
    }

    /** Memory that processes can have: what is on the free list, and what only keeps copies of files, with which AIX fills the rest. */
    static OptionalLong freeBytes(Report host) {
        OptionalLong free = number(vmstat(host).getOrDefault("fre", ""));
        OptionalLong used = number(vmstat(host).getOrDefault("avm", ""));
        OptionalLong all = memoryBytes(host);
        if (free.isEmpty()) {
            return free;
        }
        long unused = used.isPresent() && all.isPresent() ? all.getAsLong() - used.getAsLong() * PAGE : 0;
        return OptionalLong.of(Math.max(free.getAsLong() * PAGE, unused));
    }

    /** How busy the processors are, in percent: neither idle nor waiting. */
    static OptionalLong busyPercent(Report host) {
        Map<String, String> row = vmstat(host);
        OptionalLong idle = number(row.getOrDefault("id", ""));
        OptionalLong waiting = number(row.getOrDefault("wa", ""));
        return idle.isPresent() && waiting.isPresent()
                ? OptionalLong.of(Math.max(0, 100 - idle.getAsLong() - waiting.getAsLong()))
                : OptionalLong.empty();
    }

    /** The last row of vmstat: the first one tells of the time before. */
    private static Map<String, String> vmstat(Report host) {
        return Columns.of(host.lines("vmstat"), "avm", "fre", "id")
                .flatMap(Columns::last)
                .orElse(Map.of());
    }

    private static Optional<Columns> processes(Report closer, String... columns) {
        return Columns.of(closer.lines("processes"), columns);
    }

    /** Memory of a partition's processes. */
    static OptionalLong partitionBytes(Report closer) {
        Optional<Columns> table = processes(closer, "PID", "VSZ");
        return table.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(table.get().values("VSZ").stream()
                        .filter(kilobytes -> NUMBER.matcher(kilobytes).matches())
                        .mapToLong(kilobytes -> Long.parseLong(kilobytes) * KIB)
                        .sum());
    }

    static OptionalLong processors(Report host) {
        return number(value(host, "lparstat", "Online Virtual CPUs").orElse(""));
    }

    /** What a partition's processes take of all processors of their host, in percent; averaged over their lives. */
    static OptionalInt partitionCpuPercent(Report closer) {
        Optional<Columns> table = processes(closer, "PID", "%CPU");
        return table.isEmpty()
                ? OptionalInt.empty()
                : OptionalInt.of((int) Math.round(table.get().values("%CPU").stream()
                        .filter(share -> share.matches("\\d{1,3}([.,]\\d+)?"))
                        .mapToDouble(share -> Double.parseDouble(share.replace(',', '.')))
                        .sum()));
    }

    static List<Long> partitionProcesses(Report closer) {
        return processes(closer, "PID").stream()
                .flatMap(table -> table.values("PID").stream())
                .filter(pid -> NUMBER.matcher(pid).matches())
                .map(Long::valueOf)
                .toList();
    }

    /** How many clogin sessions of a partition are open. */
    static long sessions(Report closer, String wpar) {
        Pattern session = Pattern.compile(".*\\bclogin\\s+(\\S+\\s+)*" + Pattern.quote(wpar) + "(\\s.*)?");
        return closer.lines("sessions").stream()
                .filter(line -> session.matcher(line).matches())
                .count();
    }

    /** The administrative operation that lswpar -L shows: "none". */
    static Optional<String> operation(Report closer) {
        return value(closer, "long", "Operation");
    }

    /** Whether lines that say the same but for their numbers have numbers that are not less. */
    static boolean areAtLeast(List<String> lines, List<String> others) {
        if (lines.isEmpty() || lines.size() != others.size()) {
            return false;
        }
        for (int i = 0; i < lines.size(); i++) {
            String words = lines.get(i).replaceAll("\\d+", "#");
            List<Long> here = numbers(lines.get(i));
            List<Long> there = numbers(others.get(i));
            if (!words.equals(others.get(i).replaceAll("\\d+", "#"))
                    || IntStream.range(0, here.size()).anyMatch(at -> here.get(at) < there.get(at))) {
                return false;
            }
        }
        return true;
    }

    private static List<Long> numbers(String line) {
        return Pattern.compile("\\d{1,15}")
                .matcher(line)
                .results()
                .map(match -> Long.valueOf(match.group()))
                .toList();
    }

    static boolean timeService(Report host) {
        return host.lines("time").stream()
                .map(line -> Arrays.asList(line.strip().split("\\s+")))
                .anyMatch(words -> words.contains("xntpd") && words.contains("active"));
    }

    /** What is mounted where the images are: "server:/exported/path"; empty: nothing from a server. */
    static Optional<String> imagesFrom(Report host) {
        return images(host).map(row -> row.get("Filesystem")).filter(device -> device.contains(":/"));
    }

    static OptionalLong imagesRoom(Report host) {
        OptionalLong kilobytes = number(images(host).map(row -> row.get("Free")).orElse(""));
        return kilobytes.isPresent() ? OptionalLong.of(kilobytes.getAsLong() * KIB) : kilobytes;
    }

    private static Optional<Map<String, String>> images(Report host) {
        return Columns.of(host.lines("images"), "Filesystem", "1024-blocks", "Free")
                .flatMap(Columns::first);
    }

    /** Addresses that are up. */
    static List<String> addressesUp(Report host) {
        return host.lines("netstat").stream()
                .flatMap(line -> Arrays.stream(line.strip().split("\\s+")))
                // An address of IPv6 may name its zone: fe80::1%1.
                .map(word -> word.split("%", 2)[0])
                .filter(word -> word.matches("\\d+\\.\\d+\\.\\d+\\.\\d+|[0-9a-fA-F:]*:[0-9a-fA-F:]+"))
                .toList();
    }

    /** Whether partitions were listed. Where there are none, AIX prints nothing, with whatever status; a command that was killed prints nothing, too. */
    static boolean areListed(Report report) {
        return succeeded(report, "general")
                || report.has("general")
                        && report.lines("general").isEmpty()
                        && report.first("general.status")
                                .filter(status -> status.matches("\\d{1,2}|1[01]\\d|12[0-5]"))
                                .isPresent();
    }

    /** Whether a host has no lswpar: other systems than AIX, and those without bos.wpars, have no partitions. */
    static boolean hasNoPartitions(Report report) {
        return report.lines("general.status").equals(List.of("127"));
    }

    /** Whether a command of a report ended well. */
    static boolean succeeded(Report report, String part) {
        return report.lines(part + ".status").equals(List.of("0"));
    }

    /** The value of "Key : value" or "Key: value". */
    static Optional<String> value(Report report, String part, String key) {
        return report.lines(part).stream()
                .map(line -> line.split(":", 2))
                .filter(words -> words.length == 2 && words[0].strip().equals(key))
                .map(words -> words[1].strip())
                .findFirst();
    }

    /** "16384 MB", "3800 MHz". */
    private static OptionalLong number(String text) {
        String first = text.strip().split("\\s+")[0];
        return NUMBER.matcher(first).matches() ? OptionalLong.of(Long.parseLong(first)) : OptionalLong.empty();
    }
}
