// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Prepares a host of {@link LocalHosts} with what relocations leave, and with what only looks like it. Accounts, nftables
 * and control groups are played by programs in front of the path; processes are real.
 */
final class LeftoversOnDisk implements AutoCloseable {
    static final String OLD = "0123456789abcdef".repeat(4);
    static final String RUN_OF_CRIU = "01234567-89ab-cdef-0123-456789abcdef";

    private static final String NFT =
            """
            #!/bin/sh
            case "$1 $2" in
                "list tables") cat "${0%/*}/tables" ;;
                "list chains") cat "${0%/*}/chains" ;;
                "delete table") grep -vx "table $3 $4" "${0%/*}/tables" >"${0%/*}/tables.new"; mv "${0%/*}/tables.new" "${0%/*}/tables" ;;
                *) exit 1 ;;
            esac
            """;

    final Path root;
    final Path state;
    final Path images;
    private final List<Process> processes = new ArrayList<>();

    LeftoversOnDisk(Path root) throws IOException {
        this.root = root;
        this.state = root.resolve("a/state");
        this.images = root.resolve("a/images");
        program("getent", "#!/bin/sh\necho root:x:0:0::%s:/bin/sh\n".formatted(root.resolve("home")));
        program("nft", NFT);
        program("nsenter", "#!/bin/sh\nexit 1\n");
        write(root.resolve("bin/tables"), "");
        write(root.resolve("bin/chains"), "");
        Files.createDirectories(root.resolve("home/.ssh"));
    }

    private void program(String name, String text) throws IOException {
        Path file = write(root.resolve("bin").resolve(name), text);
        if (!file.toFile().setExecutable(true)) {
            throw new IOException("cannot make %s executable".formatted(file));
        }
    }

    /** A leg that was opened and in which nothing has happened. */
    Path leg(String id, long epoch, String... plan) {
        Path leg = state.resolve("legs").resolve(id);
        write(leg.resolve("owner"), epoch + " app\n");
        write(leg.resolve("plan"), String.join("\n", plan) + "\n");
        write(leg.resolve("images"), images.resolve(id) + "\n");
        directory(leg.resolve("undo"));
        directory(images.resolve(id).resolve("img"));
        return leg;
    }

    Path authorizedKeys() {
        return root.resolve("home/.ssh/authorized_keys");
    }

    /** A line of a key that may do nothing but deliver a leg. */
    String key(String leg) {
        return "restrict,command=\"/bin/sh %1$s/bin/%2$s/relocation-host.sh %1$s app r-1 1 3 receive %3$s \\\"$SSH_ORIGINAL_COMMAND\\\"\" ssh-ed25519 AAAA relocation:%3$s"
                .formatted(state, OLD, leg);
    }

    Path script(String digest) {
        return write(state.resolve("bin").resolve(digest).resolve("relocation-host.sh"), "echo old\n");
    }

    void tables(String... tables) {
        write(root.resolve("bin/tables"), String.join("\n", tables) + "\n");
    }

    String tables() {
        return read(root.resolve("bin/tables"));
    }

    void chains(String text) {
        write(root.resolve("bin/chains"), text);
    }

    void guard(String run, long epoch, String held) {
        write(state.resolve("guards/app"), "v=1\nepoch=%d\nrun=%s\nattempt=1\nstate=%s\n".formatted(epoch, run, held));
    }

    /** A real process, which ends with the test. */
    long process() {
        return process("sleep", "1000");
    }

    long process(String... words) {
        try {
            Process process = new ProcessBuilder(words).start();
            processes.add(process);
            return process.pid();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String identity(long pid) {
        return pid + " " + stat(pid)[19] + " S sleep\n";
    }

    static String stateOf(long pid) {
        return stat(pid)[0];
    }

    static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()
                && !stateOf(pid).equals("Z");
    }

    private static String[] stat(long pid) {
        String text = read(Path.of("/proc/%d/stat".formatted(pid)));
        return text.substring(text.lastIndexOf(')') + 2).strip().split(" ");
    }

    /** Stops a process, and waits until it has stopped. */
    static void stop(long pid) {
        signal("STOP", pid);
        long end = System.nanoTime() + 5_000_000_000L;
        while (!stateOf(pid).equals("T")) {
            if (System.nanoTime() > end) {
                throw new AssertionError("process %d does not stop".formatted(pid));
            }
            Thread.onSpinWait();
        }
    }

    private static void signal(String name, long pid) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("cannot send a signal", e);
        }
    }

    static Path write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void directory(Path directory) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
    }
}
