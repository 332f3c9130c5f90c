// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.InputStream;
import java.util.SplittableRandom;

/** Bytes that do not repeat, as many as asked for. */
final class RandomBytes extends InputStream {
    private final SplittableRandom random = new SplittableRandom(42);
    private long left;

    RandomBytes(long count) {
        left = count;
    }

    @Override
    public int read() {
        return left-- > 0 ? random.nextInt(256) : -1;
    }

    @Override
    public int read(byte[] bytes, int from, int length) {
        if (left <= 0) {
            return -1;
        }
        byte[] piece = new byte[(int) Math.min(length, left)];
        random.nextBytes(piece);
        System.arraycopy(piece, 0, bytes, from, piece.length);
        left -= piece.length;
        return piece.length;
    }
}
