// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lets one engine at a time work on something. The operating system gives the lock back when its owner dies. */
final class RunLock implements AutoCloseable {
    private final FileChannel channel;

    private RunLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param what what it protects, for the message: "run r-1"
     * @throws RelocationException with {@link ErrorCode#BUSY} naming the holder
     */
    static RunLock take(Path file, String what, String who) {
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!tryLock(channel)) {
                channel.close();
                throw new RelocationException(
                        ErrorCode.BUSY,
                        "%s is being worked on by %s; wait until it has ended, or stop it there"
                                .formatted(what, holder(file)));
            }
            channel.truncate(0);
            String owner =
                    "%s, process %d".formatted(who, ProcessHandle.current().pid());
            channel.write(ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8)), 0);
            return new RunLock(channel);
        } catch (IOException e) {
            throw new RelocationException(ErrorCode.DAMAGED, "cannot lock %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String holder(Path file) {
        try {
            String text = Files.readString(file).strip();
            return text.isEmpty() ? "somebody" : text;
        } catch (IOException e) {
            return "somebody";
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new RelocationException(ErrorCode.DAMAGED, "cannot give back a lock: " + e.getMessage(), e);
        }
    }
}
