// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.InputStream;
import java.util.SplittableRandom;

/** Bytes that do not repeat, as many as asked for; the same ones at every run. */
class RandomBytes extends InputStream {
    private static final int PIECE = 8192;

    private final SplittableRandom random = new SplittableRandom(42);
    private final byte[] piece = new byte[PIECE];
    private int used = PIECE;
    private long left;

    RandomBytes(long count) {
        left = count;
    }

    /** All of them at once. */
    byte[] all() {
        byte[] bytes = new byte[(int) left];
        read(bytes, 0, bytes.length);
        return bytes;
    }

    @Override
    public int read() {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        if (left <= 0) {
            return -1;
        }
        int count = (int) Math.min(length, left);
        for (int i = 0; i < count; i++) {
            if (used == PIECE) {
                random.nextBytes(piece);
                used = 0;
            }
            bytes[from + i] = piece[used++];
        }
        left -= count;
        return count;
    }
}
