// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Duration;

/**
 * Where the time of a freeze went, as its hosts wrote it down; zero: not told.
 *
 * @param bytes bytes of memory and files that were sent while nobody ran the workload
 * @param dump from the beginning until the memory was saved; sending goes on meanwhile
 * @param transfer from then until everything was sent
 * @param restore on the target, until the copy could run
 * @param resume from then until it ran
 */
public record FreezeCost(long bytes, Duration dump, Duration transfer, Duration restore, Duration resume) {
    /** Nothing was told. */
    public static final FreezeCost UNKNOWN =
            new FreezeCost(0, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO);

    private static final double NANOS = 1e9;

    public FreezeCost {
        requireNonNull(dump, "dump is null");
        requireNonNull(transfer, "transfer is null");
        requireNonNull(restore, "restore is null");
        requireNonNull(resume, "resume is null");
        if (bytes < 0 || dump.isNegative() || transfer.isNegative() || restore.isNegative() || resume.isNegative()) {
            throw new IllegalArgumentException("a freeze has no negative parts");
        }
    }

    /** Bytes that got across in a second; 0: not told. */
    @JsonIgnore
    public long bytesPerSecond() {
        long nanos = dump.plus(transfer).toNanos();
        return nanos == 0 ? 0 : Math.round(bytes / (nanos / NANOS));
    }
}
