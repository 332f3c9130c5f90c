// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import static java.util.Objects.requireNonNull;

/**
 * A workload as a simulated host knows it.
 *
 * @param name name of the workload, and of its container
 * @param kind how it is run
 * @param unit the systemd unit that starts it, and starts it again when it ends
 */
public record App(String name, Kind kind, String unit) {
    /** How a workload is run. */
    public enum Kind {
        PROCESS,
        /** By crun. */
        CONTAINER,
        /** As a system workload partition of AIX. */
        WPAR,
        /** As an application workload partition of AIX. */
        APPLICATION_WPAR
    }

    public App {
        requireNonNull(name, "name is null");
        requireNonNull(kind, "kind is null");
        requireNonNull(unit, "unit is null");
    }

    /** Whether it is a workload partition of AIX. */
    public boolean isPartition() {
        return kind == Kind.WPAR || kind == Kind.APPLICATION_WPAR;
    }

    boolean isContainer() {
        return kind == Kind.CONTAINER;
    }

    String executable() {
        return "/usr/bin/" + name;
    }
}
