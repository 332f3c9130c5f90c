// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import static java.util.Objects.requireNonNull;

/**
 * What a host has for workloads that come, as measured.
 *
 * @param totalBytes memory of the host
 * @param availableBytes memory that new processes could use now, without swapping
 * @param imagesInMemory whether its image directory is in memory (tmpfs), so that images in flight take of it too
 * @param unfit why nothing can be placed there, "does not answer"; empty: something can
 */
public record Room(long totalBytes, long availableBytes, boolean imagesInMemory, String unfit) {
    public Room {
        requireNonNull(unfit, "unfit is null");
        if (totalBytes < 0 || availableBytes < 0 || availableBytes > totalBytes) {
            throw new IllegalArgumentException("available memory %d must be between 0 and the total of %d bytes"
                    .formatted(availableBytes, totalBytes));
        }
    }

    /** A host with its images in memory. */
    public static Room of(long totalBytes, long availableBytes) {
        return new Room(totalBytes, availableBytes, true, "");
    }

    /** A host that nothing can be placed on, for a reason that completes "host b: …". */
    public static Room unfit(String reason) {
        if (reason.isBlank()) {
            throw new IllegalArgumentException("an unfit host needs a reason");
        }
        return new Room(0, 0, true, reason);
    }
}
