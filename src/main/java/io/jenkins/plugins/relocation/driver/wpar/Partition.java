// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A workload partition as its host lists it.
 *
 * @param name its name
 * @param state the letter of its state, whatever it is
 * @param kind system or application
 * @param hostname its host name
 * @param checkpointable whether its state can be saved
 * @param auto whether it starts when its host does
 * @param rootvg whether it has a volume group of its own
 * @param versioned whether it has the commands of an older AIX
 * @param application command of an application partition
 * @param addresses its addresses, without those of loopback, which every system and partition has
 * @param mounts its file systems
 * @param limits its resource controls that are not AIX's defaults, for people: "CPU 10%-50%,100%"; empty: none
 */
record Partition(
        String name,
        String state,
        Kind kind,
        String hostname,
        boolean checkpointable,
        boolean auto,
        boolean rootvg,
        boolean versioned,
        String application,
        List<String> addresses,
        List<Mount> mounts,
        List<String> limits) {
    /** Kind of a partition. */
    enum Kind {
        SYSTEM,
        APPLICATION;

        String word() {
            return this == SYSTEM ? "system" : "application";
        }
    }

    /** A file system of a partition. */
    record Mount(String point, String device, String vfs, String node, String options) {
        boolean isNfs() {
            return vfs.startsWith("nfs");
        }

        /** Whether the partition can write there, and not into its own processes' directory. */
        boolean isWritten() {
            boolean processes = device.equals("/proc") || vfs.equals("procfs");
            return !processes && !List.of(options.split(",")).contains("ro");
        }
    }

    static final String ACTIVE = "A";

    /** Resource controls that decide how much a partition gets, by their columns. */
    private static final Map<String, String> LIMITS =
            new TreeMap<>(Map.of("CPU", "CPU", "memory", "memory", "shares_CPU", "CPU shares", "rset", "resource set"));

    private static final List<String> UNLIMITED = List.of("", "unlimited", "0%-100%,100%");

    Partition {
        addresses = List.copyOf(addresses);
        mounts = List.copyOf(mounts);
        limits = List.copyOf(limits);
    }

    boolean isSystem() {
        return kind == Kind.SYSTEM;
    }

    boolean isActive() {
        return state.equals(ACTIVE);
    }

    /** All partitions that a host listed. */
    static List<Partition> all(Report host) {
        Listing general = Listing.of(host.lines("general"));
        return general.rows().stream()
                .filter(row -> row.containsKey("name"))
                .map(row -> of(row, host))
                .toList();
    }

    /** Whether a list has the columns without which nothing can be said about partitions. */
    static boolean areListed(Report host) {
        return Listing.of(host.lines("general")).tells("name", "state", "type", "hostname");
    }

    /** One of them. */
    static Optional<Partition> named(Report host, String name) {
        return all(host).stream().filter(each -> each.name().equals(name)).findFirst();
    }

    private static Partition of(Map<String, String> row, Report host) {
        String name = row.get("name");
        return new Partition(
                name,
                row.getOrDefault("state", ""),
                row.getOrDefault("type", "S").equals("A") ? Kind.APPLICATION : Kind.SYSTEM,
                row.getOrDefault("hostname", ""),
                "yes".equals(row.get("checkpointable")),
                "yes".equals(row.get("auto")),
                "yes".equals(row.get("rootvgwpar")),
                !List.of("", "0").contains(row.getOrDefault("ostype", "")),
                row.getOrDefault("application", ""),
                Listing.of(host.lines("network")).where("name", name).stream()
                        .filter(each -> !each.getOrDefault("interface", "").matches("lo\\d+"))
                        .map(each -> each.getOrDefault("address", ""))
                        .filter(address -> !address.isEmpty())
                        .toList(),
                Listing.of(host.lines("mounts")).where("name", name).stream()
                        .map(Partition::mount)
                        .toList(),
                Listing.of(host.lines("resources"))
                        .first("name", name)
                        .map(Partition::limits)
                        .orElse(List.of()));
    }

    private static List<String> limits(Map<String, String> row) {
        return LIMITS.entrySet().stream()
                .filter(each -> !UNLIMITED.contains(row.getOrDefault(each.getKey(), "")))
                .map(each -> "%s %s".formatted(each.getValue(), row.get(each.getKey())))
                .toList();
    }

    private static Mount mount(Map<String, String> row) {
        return new Mount(
                row.getOrDefault("mountpoint", ""),
                row.getOrDefault("device", ""),
                row.getOrDefault("vfs", ""),
                row.getOrDefault("nodename", ""),
                row.getOrDefault("options", ""));
    }

    /** For people: "system partition billing, active". */
    String describe() {
        return "%s partition %s, state %s".formatted(kind.word(), name, state);
    }
}
