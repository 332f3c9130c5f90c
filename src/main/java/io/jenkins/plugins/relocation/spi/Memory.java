// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

/**
 * Memory of a host, as measured.
 *
 * @param totalBytes all of it
 * @param availableBytes what new processes could use now without swapping
 * @param imagesInMemory whether images in the host's image directory take of it too
 */
public record Memory(long totalBytes, long availableBytes, boolean imagesInMemory) {
    public Memory {
        if (availableBytes < 0 || availableBytes > totalBytes) {
            throw new IllegalArgumentException("available memory %d must be between 0 and the total of %d bytes"
                    .formatted(availableBytes, totalBytes));
        }
    }
}
