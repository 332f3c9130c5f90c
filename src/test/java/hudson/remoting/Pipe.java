// SPDX-License-Identifier: MIT
package hudson.remoting;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Serializable;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Stand-in for tests: both ends are in this process. */
public final class Pipe implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final byte[] END = {};
    private final transient BlockingQueue<byte[]> chunks = new LinkedBlockingQueue<>(100);
    private final transient InputStream in = new In();
    private final transient OutputStream out = new Out();

    private Pipe() {}

    public InputStream getIn() {
        return in;
    }

    public OutputStream getOut() {
        return out;
    }

    public static Pipe createRemoteToLocal() {
        return new Pipe();
    }

    public static Pipe createLocalToRemote() {
        return new Pipe();
    }

    private final class Out extends OutputStream {
        private volatile boolean closed;

        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            if (closed) {
                throw new IOException("pipe closed");
            }
            put(Arrays.copyOfRange(bytes, from, from + length));
        }

        @Override
        public void close() throws IOException {
            if (!closed) {
                closed = true;
                // As remoting, which says so even when whoever closes was interrupted.
                boolean interrupted = Thread.interrupted();
                put(END);
                if (interrupted) {
                    Thread.currentThread().interrupt();
                }
            }
        }

        private void put(byte[] bytes) throws IOException {
            try {
                chunks.put(bytes);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
        }
    }

    private final class In extends InputStream {
        private byte[] chunk = {};
        private int read;
        private boolean ended;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public synchronized int read(byte[] bytes, int from, int length) throws IOException {
            while (!ended && read == chunk.length) {
                take();
            }
            if (ended) {
                return -1;
            }
            int count = Math.min(length, chunk.length - read);
            System.arraycopy(chunk, read, bytes, from, count);
            read += count;
            return count;
        }

        private void take() throws IOException {
            try {
                chunk = chunks.take();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted");
            }
            read = 0;
            ended = chunk.length == 0;
        }
    }
}
