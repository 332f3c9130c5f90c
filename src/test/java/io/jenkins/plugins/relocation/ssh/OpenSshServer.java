// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/** A real sshd as a process of its own, with its own configuration and keys in a directory of the test. */
final class OpenSshServer implements TestServer {
    private static final Path SSHD = Path.of("/usr/sbin/sshd");
    private static final Duration START = Duration.ofSeconds(10);

    private final Process process;
    private final int port;
    private final String hostKey;

    /** Skips the test where there is no sshd, or none that this account can start. */
    static void assumeAvailable() {
        Assumptions.assumeTrue(
                Files.isExecutable(SSHD) && Files.isExecutable(Path.of("/usr/bin/ssh-keygen")),
                "no OpenSSH server on this machine: " + SSHD);
    }

    OpenSshServer(Path dir, String authorizedKey, String... settings) throws IOException, InterruptedException {
        Path key = dir.resolve("host_key");
        finish(new ProcessBuilder("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
        hostKey = String.join(
                        " ",
                        List.of(Files.readString(dir.resolve("host_key.pub")).split(" "))
                                .subList(0, 2))
                .strip();
        Files.writeString(dir.resolve("authorized_keys"), authorizedKey + "\n");
        port = freePort();
        if (user().equals("root")) {
            // Where privileges are separated: the package makes it when its service starts.
            Files.createDirectories(
                    Path.of("/run/sshd"),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        }
        Path config = dir.resolve("sshd_config");
        Files.writeString(
                config,
                """
                ListenAddress 127.0.0.1:%d
                HostKey %s
                AuthorizedKeysFile %s
                PidFile none
                UsePAM no
                StrictModes no
                PermitRootLogin yes
                PasswordAuthentication no
                KbdInteractiveAuthentication no
                %s
                """
                        .formatted(port, key, dir.resolve("authorized_keys"), String.join("\n", settings)));
        process = new ProcessBuilder(SSHD.toString(), "-D", "-e", "-f", config.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("sshd.log").toFile())
                .start();
        awaitListening(dir);
    }

    private void awaitListening(Path dir) throws IOException, InterruptedException {
        long end = System.nanoTime() + START.toNanos();
        while (!listens()) {
            if (!process.isAlive() || System.nanoTime() > end) {
                close();
                throw new IOException("sshd does not listen: " + Files.readString(dir.resolve("sshd.log")));
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private boolean listens() {
        try (Socket probe = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return probe.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void finish(ProcessBuilder builder) throws IOException, InterruptedException {
        Process started = builder.inheritIO().start();
        if (!started.waitFor(30, TimeUnit.SECONDS) || started.exitValue() != 0) {
            throw new IOException(builder.command() + " failed");
        }
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public String user() {
        return System.getProperty("user.name");
    }

    @Override
    public List<String> hostKeys() {
        return List.of(hostKey);
    }

    /** Kills the server with all its connections. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new UncheckedIOException(new IOException("sshd did not end"));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
