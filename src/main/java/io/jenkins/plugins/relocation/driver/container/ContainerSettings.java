// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.driver.Cable;
import io.jenkins.plugins.relocation.driver.SettingValues;
import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What the inventory says about a container.
 *
 * @param runtime who runs it
 * @param name its name at the runtime
 * @param bundle directory of its bundle; empty: as the runtime says
 * @param network what is expected of its network; empty texts: as found
 * @param tcp what becomes of established TCP connections; empty: as its network allows
 * @param rootfs whether its root file system is on the target already
 * @param data absolute paths on the host of files and directories that go with it: volumes and writable parts of the root
 *     file system
 * @param unit the systemd unit that starts it; empty: none
 * @param fileLocks whether file locks are saved; only right when nobody else on the host takes them
 */
record ContainerSettings(
        Runtime runtime,
        String name,
        String bundle,
        Network network,
        Optional<TcpPolicy> tcp,
        Rootfs rootfs,
        List<String> data,
        String unit,
        boolean fileLocks) {
    /** Who runs a container. */
    enum Runtime {
        CRUN,
        RUNC,
        PODMAN;

        /** Name of the program. */
        String program() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** The command that shows all containers. */
        String listing() {
            return this == PODMAN ? "podman ps --all" : program() + " list";
        }
    }

    /** Where the root file system comes from. */
    enum Rootfs {
        /** It is on the target, with the same content. */
        PRESENT,
        /** It is copied: in bulk before the freeze, what changed since inside it. */
        SYNC
    }

    /**
     * What is expected of the container's network. Everything may be empty: then it is as found.
     *
     * @param bridge the bridge on both hosts
     * @param netns path of the network namespace
     * @param device the host's end of the cable
     * @param address address with the length of its network: "10.77.0.50/24"
     * @param mac hardware address
     */
    record Network(String bridge, String netns, String device, String address, String mac) {
        static final Network AS_FOUND = new Network("", "", "", "", "");

        /** What is not as expected, for people. */
        List<String> differences(Cable found) {
            List<String> different = new ArrayList<>();
            compare("bridge", bridge, List.of(found.bridge()), different);
            compare("netns", netns.replaceFirst("^/var/", "/"), List.of(found.netns()), different);
            compare("device", device, List.of(found.device()), different);
            compare("address", address, found.addresses(), different);
            compare("mac", mac, List.of(found.mac()), different);
            return different;
        }

        private static void compare(String what, String wanted, List<String> found, List<String> different) {
            if (!wanted.isEmpty() && !found.contains(wanted)) {
                different.add("%s is %s, not %s".formatted(what, String.join(", ", found), wanted));
            }
        }
    }

    ContainerSettings {
        requireNonNull(runtime, "runtime is null");
        requireNonNull(name, "name is null");
        requireNonNull(bundle, "bundle is null");
        requireNonNull(network, "network is null");
        requireNonNull(tcp, "tcp is null");
        requireNonNull(rootfs, "rootfs is null");
        requireNonNull(unit, "unit is null");
        data = List.copyOf(data);
    }

    /**
     * The settings of a workload.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} naming everything that is wrong with them
     */
    static ContainerSettings of(Workload workload) {
        ContainerSettingsReader reader = new ContainerSettingsReader(workload.settings());
        ContainerSettings settings = reader.read();
        SettingValues.require(workload, reader.problems());
        return settings;
    }

    /** For people: "crun container redis1". */
    String describe() {
        return "%s container %s".formatted(runtime.program(), name);
    }

    /** Name of the program that runs the container in the end. */
    String oci(Container container) {
        return container.podman().map(Podman::runtime).orElse(runtime.program());
    }

    /** What becomes of connections where the settings say nothing: they are kept where an address moves along. */
    TcpPolicy tcp(Container container) {
        return tcp.orElse(container.cable().isPresent() ? TcpPolicy.KEEP : TcpPolicy.REFUSE);
    }
}
