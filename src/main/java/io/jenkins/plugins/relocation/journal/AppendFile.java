// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;

/**
 * The file below a journal. What is appended is on disk when that returns; when it fails, the file is as it was. No channel:
 * a thread that is interrupted, since somebody stops its work, must still be able to write how the work ended.
 */
class AppendFile implements AutoCloseable {
    private final RandomAccessFile file;
    private long end;
    private boolean damaged;

    AppendFile(RandomAccessFile file, long end) {
        this.file = file;
        this.end = end;
    }

    /** Opens a file for writing; it is made when it is not there. */
    static AppendFile open(Path path) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        return new AppendFile(file, file.length());
    }

    /** Where the next bytes go. What is behind that is overwritten, and then cut off by {@link #cut}. */
    void seek(long position) {
        end = position;
    }

    /** Appends bytes and syncs them to disk. */
    void append(byte[] bytes) throws IOException {
        if (damaged) {
            throw new IOException("an earlier write has failed half-way and could not be taken back");
        }
        try {
            write(end, bytes);
            sync();
        } catch (IOException e) {
            takeBack(e);
            throw e;
        }
        end += bytes.length;
    }

    /** A full disk must not leave half a line that the next one would complete to nonsense. */
    private void takeBack(IOException cause) {
        try {
            cut();
        } catch (IOException e) {
            damaged = true;
            cause.addSuppressed(e);
        }
    }

    /** Removes what is behind the last byte that was appended. */
    void cut() throws IOException {
        if (file.length() > end) {
            file.setLength(end);
            sync();
        }
    }

    /** Writes bytes at a position. */
    void write(long position, byte[] bytes) throws IOException {
        file.seek(position);
        file.write(bytes);
    }

    /** Returns when everything is on disk. */
    void sync() throws IOException {
        file.getFD().sync();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
