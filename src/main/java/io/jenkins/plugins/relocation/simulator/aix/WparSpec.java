// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a workload partition is defined.
 *
 * @param name its name
 * @param kind system or application
 * @param hostname its host name
 * @param directory where its file systems are mounted in the global environment
 * @param auto whether it starts when the system does
 * @param checkpointable whether its state can be saved
 * @param application the command of an application partition; empty for a system partition
 * @param uuid its unique id
 * @param addresses its addresses
 * @param mounts its file systems
 * @param resources resource controls, "CPU" to "10%-50%,100%"
 */
public record WparSpec(
        String name,
        Kind kind,
        String hostname,
        String directory,
        boolean auto,
        boolean checkpointable,
        String application,
        String uuid,
        List<Address> addresses,
        List<Mount> mounts,
        Map<String, String> resources) {
    /** Kind of a workload partition. */
    public enum Kind {
        SYSTEM("S"),
        APPLICATION("A");

        private final String letter;

        Kind(String letter) {
            this.letter = letter;
        }

        public String letter() {
            return letter;
        }
    }

    /**
     * An address of a partition.
     *
     * @param device interface of the global environment that it is an alias of
     */
    public record Address(String device, String address, String mask, String broadcast) {}

    /**
     * A file system of a partition.
     *
     * @param directory where, as the partition sees it
     * @param device what: a logical volume, a directory of the global environment, or an exported path
     * @param vfs kind: nfs, namefs, jfs2
     * @param node the server of an NFS mount; empty for others
     * @param options mount options
     */
    public record Mount(String directory, String device, String vfs, String node, String options) {}

    public WparSpec {
        requireNonNull(name, "name is null");
        requireNonNull(kind, "kind is null");
        addresses = List.copyOf(addresses);
        mounts = List.copyOf(mounts);
        resources = Map.copyOf(new TreeMap<>(resources));
    }

    /**
     * A system partition with its file systems on an NFS server, as one that can be moved.
     *
     * @param server host name of the NFS server
     */
    public static WparSpec mobile(String name, String address, String server) {
        String export = "/export/" + name;
        return new WparSpec(
                name,
                Kind.SYSTEM,
                name,
                "/wpars/" + name,
                false,
                true,
                "",
                uuid(name),
                List.of(new Address("en0", address, "255.255.255.0", "192.0.2.255")),
                List.of(
                        new Mount("/", export + "/root", "nfs", server, ""),
                        new Mount("/home", export + "/home", "nfs", server, ""),
                        new Mount("/opt", "/opt", "namefs", "", "ro"),
                        new Mount("/proc", "/proc", "namefs", "", "rw"),
                        new Mount("/tmp", export + "/tmp", "nfs", server, ""),
                        new Mount("/usr", "/usr", "namefs", "", "ro"),
                        new Mount("/var", export + "/var", "nfs", server, "")),
                Map.of("active", "yes", "CPU", "0%-100%,100%", "memory", "0%-100%,100%"));
    }

    /** An application partition around one command. */
    public static WparSpec application(String name, String address, String command) {
        return new WparSpec(
                name,
                Kind.APPLICATION,
                name,
                "/",
                false,
                true,
                command,
                uuid(name),
                List.of(new Address("en0", address, "255.255.255.0", "192.0.2.255")),
                List.of(),
                Map.of("active", "yes"));
    }

    /** What lists show: a system partition has the loopback address, too. */
    List<Address> shownAddresses() {
        List<Address> shown = new ArrayList<>(addresses);
        if (isSystem()) {
            shown.add(new Address("lo0", "127.0.0.1", "255.0.0.0", "127.255.255.255"));
        }
        return shown;
    }

    static String uuid(String name) {
        return java.util
                .UUID
                .nameUUIDFromBytes(name.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString();
    }

    /** The same under another name, with what is derived from it. */
    WparSpec withName(String value) {
        return new WparSpec(
                value,
                kind,
                hostname.equals(name) ? value : hostname,
                directory.equals("/wpars/" + name) ? "/wpars/" + value : directory,
                auto,
                checkpointable,
                application,
                uuid(value),
                addresses,
                mounts,
                resources);
    }

    WparSpec withDirectory(String value) {
        return new WparSpec(
                name, kind, hostname, value, auto, checkpointable, application, uuid, addresses, mounts, resources);
    }

    public WparSpec withAuto(boolean value) {
        return new WparSpec(
                name,
                kind,
                hostname,
                directory,
                value,
                checkpointable,
                application,
                uuid,
                addresses,
                mounts,
                resources);
    }

    public WparSpec withCheckpointable(boolean value) {
        return new WparSpec(
                name, kind, hostname, directory, auto, value, application, uuid, addresses, mounts, resources);
    }

    public WparSpec withAddresses(List<Address> value) {
        return new WparSpec(
                name, kind, hostname, directory, auto, checkpointable, application, uuid, value, mounts, resources);
    }

    public WparSpec withMounts(List<Mount> value) {
        return new WparSpec(
                name, kind, hostname, directory, auto, checkpointable, application, uuid, addresses, value, resources);
    }

    public WparSpec withResources(Map<String, String> value) {
        return new WparSpec(
                name, kind, hostname, directory, auto, checkpointable, application, uuid, addresses, mounts, value);
    }

    public WparSpec withHostname(String value) {
        return new WparSpec(
                name, kind, value, directory, auto, checkpointable, application, uuid, addresses, mounts, resources);
    }

    /** The same with what it uses of its host: not part of what AIX shows. */
    public WparSpec using(int memoryMb, int cpuPercent) {
        Map<String, String> more = new TreeMap<>(resources);
        more.put("sim.memory", Integer.toString(memoryMb));
        more.put("sim.cpu", Integer.toString(cpuPercent));
        return withResources(more);
    }

    boolean isSystem() {
        return kind == Kind.SYSTEM;
    }
}
