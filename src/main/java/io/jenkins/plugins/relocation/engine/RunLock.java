// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets one engine at a time work on something. The operating system gives the lock back when its owner dies.
 *
 * <p>It would also give it back when this process closed any other channel on the same file: so a file that an engine of this
 * process has locked is not opened a second time.
 */
final class RunLock implements AutoCloseable {
    private static final Map<Path, String> OWN = new ConcurrentHashMap<>();
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final int LOOKS = 20;
    private static final int LONGEST = 500;

    private final Path file;
    private final FileChannel channel;

    private RunLock(Path file, FileChannel channel) {
        this.file = file;
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
            Path real = file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
            String owner =
                    "%s, process %d".formatted(who, ProcessHandle.current().pid());
            String other = OWN.putIfAbsent(real, owner);
            if (other != null) {
                throw busy(what, other);
            }
            return locked(real, what, owner);
        } catch (IOException e) {
            throw new RelocationException(ErrorCode.DAMAGED, "cannot lock %s: %s".formatted(file, e.getMessage()), e);
        }
    }

    private static RunLock locked(Path file, String what, String owner) throws IOException {
        boolean taken = false;
        try {
            FileChannel channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            try {
                if (!isLocked(channel)) {
                    throw busy(what, holder(channel));
                }
                write(channel, owner);
                taken = true;
                return new RunLock(file, channel);
            } finally {
                if (!taken) {
                    channel.close();
                }
            }
        } finally {
            if (!taken) {
                OWN.remove(file);
            }
        }
    }

    private static boolean isLocked(FileChannel channel) throws IOException {
        try {
            FileLock lock = channel.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            // Taken by a copy of this class that another class loader has loaded.
            return false;
        }
    }

    private static void write(FileChannel channel, String owner) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(owner.getBytes(StandardCharsets.UTF_8));
        channel.write(bytes, 0);
        channel.truncate(bytes.limit());
    }

    /** Who has it. Who has just got it may not have said so yet. */
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST);
        for (int looks = 0; looks < LOOKS; looks++) {
            bytes.clear();
            if (channel.read(bytes, 0) > 0) {
                return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8);
            }
            Ticker.SYSTEM.pause(PAUSE);
        }
        return "somebody";
    }

    private static RelocationException busy(String what, String holder) {
        return new RelocationException(
                ErrorCode.BUSY,
                "%s is being worked on by %s; wait until it has ended, or stop it there".formatted(what, holder));
    }

    @Override
    public void close() {
        try (channel) {
            channel.truncate(0);
        } catch (ClosedByInterruptException e) {
            // Closed all the same, and with it the lock is free; the name that stays in the file means nothing.
            return;
        } catch (IOException e) {
            throw new RelocationException(ErrorCode.DAMAGED, "cannot give back a lock: " + e.getMessage(), e);
        } finally {
            OWN.remove(file);
        }
    }
}
