// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.model.Host;
import java.util.Optional;

/** Looks at the processes of the workload that is probed, as its driver sees them. */
@FunctionalInterface
public interface ProcessLook {
    /**
     * Whether all of the workload's processes are on the host and can run; empty when that cannot be told.
     *
     * @throws io.jenkins.plugins.relocation.spi.RelocationException when the host does not answer
     */
    Optional<Boolean> running(Host on);
}
