// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Takes nothing until it is opened. */
final class BlockedSink extends OutputStream {
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch opened = new CountDownLatch(1);
    private final AtomicLong count = new AtomicLong();

    @Override
    public void write(int b) throws IOException {
        write(new byte[1], 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        begun.countDown();
        await(opened);
        count.addAndGet(length);
    }

    void awaitFirstByte() throws IOException {
        await(begun);
    }

    void open() {
        opened.countDown();
    }

    long count() {
        return count.get();
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            if (!latch.await(30, TimeUnit.SECONDS)) {
                throw new IOException("nobody opened the sink");
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}
