// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.IOException;
import java.io.OutputStream;
import java.util.function.BooleanSupplier;

/**
 * Where the library's reading thread puts what a channel brings, without a thread or pipe of ours between. It must not
 * block and must not throw: that thread serves all channels of the connection. No locks: a receiver that blocks all the
 * same must not keep the connection from being closed.
 */
final class Tap extends OutputStream {
    /** What the bytes are for at the moment. */
    interface Receiver {
        void receive(byte[] bytes, int from, int to) throws IOException;

        /** The channel is closed. May be called more than once, and from any thread. */
        void ended();
    }

    private static final Receiver NOBODY = new Receiver() {
        @Override
        public void receive(byte[] bytes, int from, int to) {}

        @Override
        public void ended() {}
    };

    private final BooleanSupplier channelClosed;
    private volatile Receiver receiver = NOBODY;
    private volatile boolean ended;

    /**
     * A tap of one stream of a channel.
     *
     * @param channelClosed tells the end of the channel from the end of a stream, after which the exit status still comes
     */
    Tap(BooleanSupplier channelClosed) {
        this.channelClosed = channelClosed;
    }

    /** From now on the bytes are this receiver's. It hears of the end at least once, even if that was before. */
    void connect(Receiver next) {
        receiver = next;
        if (ended) {
            next.ended();
        }
    }

    /** What comes from now on belongs to nobody and is dropped. */
    void disconnect() {
        receiver = NOBODY;
    }

    @Override
    public void write(int b) throws IOException {
        write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
        receiver.receive(bytes, from, from + length);
    }

    @Override
    public void close() {
        if (channelClosed.getAsBoolean()) {
            ended = true;
            receiver.ended();
        }
    }
}
