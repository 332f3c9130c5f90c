// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

/**
 * How much a move needs. Images hold what processes use, private copies once per process, and some lists: a fifth more
 * than the memory has always been enough.
 *
 * @param memoryBytes memory that all processes use together
 */
public record Capacity(long memoryBytes) {
    private static final long LISTS = 16L << 20;

    /** Bytes of room for images. */
    public long imageBytes() {
        return memoryBytes + memoryBytes / 5 + LISTS;
    }

    /** Bytes of free memory on the target: the processes, their images when those lie in memory, and the reserve. */
    public long targetBytes(boolean imagesInMemory, long reserve) {
        return memoryBytes + (imagesInMemory ? imageBytes() : 0) + reserve;
    }
}
