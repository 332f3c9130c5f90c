// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Compression;
import java.util.List;

/**
 * What a sample of a workload's memory showed of a compression.
 *
 * @param how the compression, not {@link Compression#NONE}
 * @param packBytesPerSecond bytes of memory that one processor packs in a second
 * @param unpackBytesPerSecond bytes of memory that one processor gives back in a second
 * @param percent bytes that come out for 100 bytes of memory, at least 1
 */
public record Packing(Compression how, long packBytesPerSecond, long unpackBytesPerSecond, int percent) {
    /** Packing is worth it when it takes less than this part of the time: what is above is what measuring is off by. */
    private static final double WORTH = 0.9;

    /** The same where processors are few: what packs takes time from saving and checksums, which was not measured. */
    private static final double WORTH_WITH_FEW = 0.5;

    /** With as many processors, what packs does not take time from what saves and encrypts. */
    private static final int ENOUGH = 4;

    private static final int HUNDRED = 100;

    public Packing {
        requireNonNull(how, "how is null");
        if (how == Compression.NONE || packBytesPerSecond < 1 || unpackBytesPerSecond < 1 || percent < 1) {
            throw new IllegalArgumentException("packing with %s, %d and %d bytes/s, %d percent makes no sense"
                    .formatted(how.word(), packBytesPerSecond, unpackBytesPerSecond, percent));
        }
    }

    /**
     * Decides what gets memory across soonest.
     *
     * <p>A byte takes 1/link seconds as it is. Packed, it takes percent/100/link on the way and 1/rate for the slower of
     * packing and unpacking: the longer of the two where both hosts have at least four processors, since they then go on
     * beside each other, and their sum where not. It has to save a tenth then, and half where processors are fewer; of
     * equals the first one is taken. Nothing is packed for a link that could not be measured.
     *
     * @param link the transport with the measured rate of the link
     * @param candidates what both hosts can do, best known first
     * @param processors of the host that has fewer
     */
    public static TransferPlan choose(TransferPlan link, List<Packing> candidates, int processors) {
        TransferPlan best = link;
        if (link.linkBytesPerSecond() == 0) {
            return best;
        }
        boolean beside = processors >= ENOUGH;
        double least = (beside ? WORTH : WORTH_WITH_FEW) / link.linkBytesPerSecond();
        for (Packing candidate : candidates) {
            double seconds = candidate.secondsOfByte(link.linkBytesPerSecond(), beside);
            if (seconds < least) {
                least = seconds;
                best = link.packed(candidate.how, candidate.rate(), candidate.percent);
            }
        }
        return best;
    }

    private double secondsOfByte(long linkBytesPerSecond, boolean beside) {
        double way = (double) percent / HUNDRED / linkBytesPerSecond;
        double work = 1.0 / Math.min(packBytesPerSecond, unpackBytesPerSecond);
        return beside ? Math.max(way, work) : way + work;
    }

    private long rate() {
        return rounded(Math.min(packBytesPerSecond, unpackBytesPerSecond));
    }

    /** Two digits: a measurement that shows more than it has would only make plans differ. */
    static long rounded(long rate) {
        long unit = 1;
        while (rate / unit >= HUNDRED) {
            unit *= 10;
        }
        return rate / unit * unit;
    }
}
