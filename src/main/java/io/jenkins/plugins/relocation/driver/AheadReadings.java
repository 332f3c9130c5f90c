// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import java.util.Optional;

/** Reads what a source says about copying memory ahead. What is missing or makes no sense is a no. */
final class AheadReadings {
    /** Less is saved and sent before anybody could have compared it. */
    private static final long LEAST = 16L << 20;

    private AheadReadings() {}

    /** Whether there is enough memory to make it worth it, and room for the copy and for the images. */
    static boolean isWorthIt(Report report) {
        Optional<Long> memory = bytes(report, "memory");
        Optional<Long> available = bytes(report, "available");
        Optional<Long> room = HostReadings.room(report, "room");
        if (memory.isEmpty() || available.isEmpty() || room.isEmpty() || memory.get() < LEAST) {
            return false;
        }
        long needed = 2 * new Capacity(memory.get()).imageBytes();
        return room.get() >= needed && (!HostReadings.imagesInMemory(report) || available.get() >= needed);
    }

    private static Optional<Long> bytes(Report report, String part) {
        return report.first(part)
                .map(String::strip)
                .filter(text -> text.matches("\\d{1,15}"))
                .map(Long::parseLong);
    }
}
