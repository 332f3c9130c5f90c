// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/**
 * How the memory of a move travels, decided when its plan was made, and what was measured to decide it.
 *
 * @param transport what carries it
 * @param network for {@link Transport#PLAIN} the name of the trusted network; empty for others
 * @param compression what makes it smaller on its way
 * @param linkBytesPerSecond bytes that the link carries in a second with this transport; 0: not measured
 * @param packBytesPerSecond bytes of memory that the slower of packing and unpacking manages in a second; 0: not packed
 * @param packedPercent bytes on the way for 100 bytes of memory, as a sample of the workload showed; 100: not packed
 * @param ahead whether memory is copied while the workload runs, so that only what differs travels in the freeze
 */
public record TransferPlan(
        Transport transport,
        String network,
        Compression compression,
        long linkBytesPerSecond,
        long packBytesPerSecond,
        int packedPercent,
        boolean ahead) {
    /** What carries memory from host to host. */
    public enum Transport {
        /** SSH from host to host: encrypted. */
        @JsonProperty("ssh")
        SSH,
        /** TCP from host to host, not encrypted, over a network that the inventory trusts. */
        @JsonProperty("plain")
        PLAIN,
        /** SSH through the controller: encrypted on both of its ways. */
        @JsonProperty("controller")
        CONTROLLER,
        /** A file system that both hosts share: one saves its state there, the other reads it. */
        @JsonProperty("shared")
        SHARED,
        /** Nothing: it is stopped on the source and started on the target. */
        @JsonProperty("static")
        STATIC
    }

    /** What makes memory smaller on its way. */
    public enum Compression {
        @JsonProperty("none")
        NONE,
        @JsonProperty("lz4")
        LZ4,
        @JsonProperty("zstd")
        ZSTD;

        /** The name of the program that does it: "zstd"; "none" for {@link #NONE}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** From host to host by SSH, as it is, nothing measured. */
    public static final TransferPlan DEFAULT = over(Transport.SSH, "");

    private static final int HUNDRED = 100;
    /** Packing takes processors, which more moves at once would have to share. */
    private static final int MOST_AT_ONCE = 4;

    public TransferPlan {
        requireNonNull(transport, "transport is null");
        requireNonNull(network, "network is null");
        requireNonNull(compression, "compression is null");
        if (network.isEmpty() == (transport == Transport.PLAIN)) {
            throw new IllegalArgumentException(
                    "transport %s with network %s: a plain transport, and no other, names its network"
                            .formatted(transport.name().toLowerCase(Locale.ROOT), Names.quote(network)));
        }
        if (ahead && transport != Transport.SSH && transport != Transport.PLAIN) {
            throw new IllegalArgumentException("memory is copied ahead from host to host only");
        }
        boolean packed = compression != Compression.NONE;
        if (linkBytesPerSecond < 0
                || (packed ? packBytesPerSecond < 1 : packBytesPerSecond != 0)
                || (packed ? packedPercent < 1 : packedPercent != HUNDRED)) {
            throw new IllegalArgumentException(
                    "link %d bytes/s, packing %d bytes/s to %d percent do not fit compression %s"
                            .formatted(linkBytesPerSecond, packBytesPerSecond, packedPercent, compression.word()));
        }
    }

    /** A transport as it is, nothing measured. */
    public static TransferPlan over(Transport transport, String network) {
        return new TransferPlan(transport, network, Compression.NONE, 0, 0, HUNDRED, false);
    }

    /** The same, with what a link carries in a second. */
    public TransferPlan measured(long bytesPerSecond) {
        return new TransferPlan(
                transport, network, compression, bytesPerSecond, packBytesPerSecond, packedPercent, ahead);
    }

    /** The same, packed. */
    public TransferPlan packed(Compression how, long bytesPerSecond, int percent) {
        return new TransferPlan(transport, network, how, linkBytesPerSecond, bytesPerSecond, percent, ahead);
    }

    /** The same, copied while the workload runs. */
    public TransferPlan copiedAhead() {
        return new TransferPlan(
                transport, network, compression, linkBytesPerSecond, packBytesPerSecond, packedPercent, true);
    }

    /**
     * Bytes of memory that get across in a second: the link's rate, or, packed, what the slower of link and packing
     * manages; 0: not measured.
     */
    public long bytesPerSecond() {
        if (compression == Compression.NONE || linkBytesPerSecond == 0) {
            return linkBytesPerSecond;
        }
        return Math.min(packBytesPerSecond, (long) ((double) linkBytesPerSecond * HUNDRED / packedPercent));
    }

    /**
     * The fewest moves like this that fill the link together, at least 1: more of them at once would only make each of them
     * slower. Unpacked, one fills it.
     */
    public int movesThatFillTheLink() {
        if (compression == Compression.NONE || linkBytesPerSecond == 0) {
            return 1;
        }
        double carried = (double) linkBytesPerSecond * HUNDRED / packedPercent;
        return (int) Math.max(1, Math.min(MOST_AT_ONCE, carried / packBytesPerSecond));
    }

    /** For people who review a plan: "encrypted, ssh aes128-gcm, zstd", "PLAIN over trusted network migration". */
    public String describe() {
        String way =
                switch (transport) {
                    case SSH -> "encrypted, ssh aes128-gcm";
                    case PLAIN -> "PLAIN over trusted network " + network;
                    case CONTROLLER -> "encrypted, ssh through the controller";
                    case SHARED -> "live, over storage that both hosts share";
                    case STATIC -> "STATIC: stopped on the source, started on the target";
                };
        String packing = compression == Compression.NONE ? "" : ", " + compression.word();
        String rate = linkBytesPerSecond == 0
                ? ""
                : " (link %s/s%s)"
                        .formatted(
                                Units.size(linkBytesPerSecond),
                                compression == Compression.NONE ? "" : ", packed to %d %%".formatted(packedPercent));
        return way + packing + (ahead ? ", copied ahead" : "") + rate;
    }
}
