// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps bytes up to a limit and drops the rest. */
final class BoundedBytes extends OutputStream {
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final int limit;
    private boolean truncated;

    BoundedBytes(int limit) {
        this.limit = limit;
    }

    @Override
    public synchronized void write(int b) {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
        int room = Math.min(length, limit - kept.size());
        kept.write(bytes, from, room);
        truncated |= room < length;
    }

    /** Nothing is open; what was kept can still be read. */
    @Override
    public void close() {}

    synchronized String text() {
        return kept.toString(StandardCharsets.UTF_8);
    }

    synchronized boolean truncated() {
        return truncated;
    }
}
