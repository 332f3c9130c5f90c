// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.IOException;
import java.io.OutputStream;

/** Finds a marker in bytes that come in arbitrary pieces, and hands on what stands before it. */
final class MarkerScan {
    private final byte[] marker;
    /** Bytes of the marker seen so far; all of them are held back. */
    private int matched;

    MarkerScan(byte[] marker) {
        this.marker = marker;
    }

    /**
     * Looks through one piece.
     *
     * @return where the marker ended in this piece, or -1 when all of the piece was used up without it
     */
    int find(byte[] piece, int from, int to, OutputStream before) throws IOException {
        int plain = from;
        int held = matched;
        for (int i = from; i < to; i++) {
            if (matched > 0 && piece[i] != marker[matched]) {
                before.write(marker, 0, held);
                held = 0;
                matched = 0;
            }
            if (piece[i] == marker[matched]) {
                matched++;
            }
            if (matched == marker.length) {
                matched = 0;
                before.write(piece, plain, Math.max(0, i + 1 - (marker.length - held) - plain));
                return i + 1;
            }
        }
        before.write(piece, plain, to - (matched - held) - plain);
        return -1;
    }
}
