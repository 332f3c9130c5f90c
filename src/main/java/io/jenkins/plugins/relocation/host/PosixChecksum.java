// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

/** The checksum and size that the POSIX command {@code cksum} prints: what every system has. */
final class PosixChecksum {
    private static final int POLYNOMIAL = 0x04C11DB7;
    private static final int BYTE = 8;

    private PosixChecksum() {}

    /** "CHECKSUM SIZE". */
    static String of(byte[] bytes) {
        int sum = 0;
        for (byte each : bytes) {
            sum = add(sum, each & 0xFF);
        }
        for (long length = bytes.length; length > 0; length >>>= BYTE) {
            sum = add(sum, (int) (length & 0xFF));
        }
        return "%d %d".formatted(Integer.toUnsignedLong(~sum), bytes.length);
    }

    private static int add(int sum, int value) {
        int next = sum ^ value << (Integer.SIZE - BYTE);
        for (int bit = 0; bit < BYTE; bit++) {
            next = next < 0 ? next << 1 ^ POLYNOMIAL : next << 1;
        }
        return next;
    }
}
