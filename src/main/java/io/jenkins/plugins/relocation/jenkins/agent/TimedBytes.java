// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.agent;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;

/**
 * Bytes that one thread puts there and another one reads, as from a socket: a reader waits no longer than its timeout, and who
 * puts more than fits waits for the reader.
 */
final class TimedBytes extends InputStream {
    private static final int MOST = 256 << 10;

    private final Deque<byte[]> chunks = new ArrayDeque<>();
    private int read;
    private int held;
    private boolean ended;
    private String failure = "";
    private volatile int timeoutMillis;

    /** How long a reader waits; 0: as long as it takes. */
    void timeout(int millis) {
        timeoutMillis = millis;
    }

    int timeout() {
        return timeoutMillis;
    }

    /**
     * Puts bytes there.
     *
     * @return whether anybody will read them
     */
    synchronized boolean put(byte[] bytes) throws InterruptedException {
        while (held > MOST && !ended) {
            wait();
        }
        if (ended) {
            return false;
        }
        chunks.add(bytes);
        held += bytes.length;
        notifyAll();
        return true;
    }

    /** No more bytes come. What is there can still be read. */
    synchronized void end() {
        ended = true;
        notifyAll();
    }

    /** No more bytes come, because of this. */
    synchronized void fail(String why) {
        if (!ended) {
            failure = why;
            end();
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public synchronized int read(byte[] bytes, int from, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        awaitBytes();
        if (chunks.isEmpty()) {
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
            return -1;
        }
        byte[] first = chunks.peek();
        int count = Math.min(length, first.length - read);
        System.arraycopy(first, read, bytes, from, count);
        read += count;
        if (read == first.length) {
            chunks.remove();
            held -= first.length;
            read = 0;
            notifyAll();
        }
        return count;
    }

    private void awaitBytes() throws IOException {
        long limit = timeoutMillis;
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limit);
        while (chunks.isEmpty() && !ended) {
            long left = limit == 0 ? 0 : TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
            if (limit > 0 && left <= 0) {
                throw new SocketTimeoutException("nothing came within %d ms".formatted(limit));
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while reading");
            }
        }
    }

    @Override
    public synchronized int available() {
        return held - read;
    }

    @Override
    public void close() {
        end();
    }
}
