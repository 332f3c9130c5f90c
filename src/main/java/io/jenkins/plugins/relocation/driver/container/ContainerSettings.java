// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What the inventory says about a container.
 *
 * @param runtime who runs it
 * @param name its name at the runtime
 * @param bundle directory of its bundle; empty: as the runtime says
 * @param network what is expected of its network; empty texts: as found
 * @param tcp what becomes of established TCP connections
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
        Tcp tcp,
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
    }

    /** What becomes of established TCP connections. */
    enum Tcp {
        /** As its network allows: keep where the address moves along, refuse otherwise. */
        DEFAULT,
        /** They go on: its address moves along. */
        KEEP,
        /** They are closed on the target; clients connect again. */
        CLOSE,
        /** There must be none. */
        REFUSE
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
        if (!reader.problems().isEmpty()) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "settings of workload %s: %s"
                            .formatted(
                                    workload.name(),
                                    reader.problems().stream()
                                            .map(problem -> problem.setting() + ": " + problem.message())
                                            .collect(Collectors.joining("; "))));
        }
        return settings;
    }

    /** For people: "crun container redis1". */
    String describe() {
        return "%s container %s".formatted(runtime.program(), name);
    }
}
