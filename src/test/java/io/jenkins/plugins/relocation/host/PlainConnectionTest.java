// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that makes connections without encryption, with real sockets between two addresses of this machine. */
class PlainConnectionTest {
    private static final String TARGET = "127.0.0.3";
    private static final String SOURCE = "127.0.0.2";

    @TempDir
    private Path dir;

    private Path program;
    private Path received;
    private Process listener;
    private int port;
    private String token;

    @BeforeEach
    void listen() throws IOException {
        program = dir.resolve("relocation-wire.py");
        try (InputStream in = getClass().getResourceAsStream("/host/relocation-wire.py")) {
            Files.copy(in, program);
        }
        received = dir.resolve("received");
        listener = new ProcessBuilder(
                        "python3", program.toString(), "listen", TARGET, SOURCE, "20", "sh", "-c", "cat >" + received)
                .redirectError(dir.resolve("listener.err").toFile())
                .start();
        String line =
                new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8)).readLine();
        assertThat(line).matches("plain \\d+ [0-9a-f]{64}");
        port = Integer.parseInt(line.split(" ")[1]);
        token = line.split(" ")[2];
    }

    @AfterEach
    void stop() {
        listener.destroyForcibly();
    }

    @Test
    void carriesWhatItsPeerSends() throws Exception {
        Process sender = connect(SOURCE, token);
        try (var out = sender.getOutputStream()) {
            out.write("memory".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        }

        assertThat(sender.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(listener.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(received).hasContent("memory".repeat(100_000));
    }

    @Test
    void refusesAWrongTokenAndStillTakesTheRightOne() throws Exception {
        try (Socket wrong = open(SOURCE)) {
            wrong.getOutputStream().write(new byte[32]);
            wrong.getOutputStream().write("evil".getBytes(StandardCharsets.UTF_8));

            assertThat(endOf(wrong)).isTrue();
        }
        try (Socket right = open(SOURCE)) {
            right.getOutputStream().write(HexFormat.of().parseHex(token));
            right.getOutputStream().write("good".getBytes(StandardCharsets.UTF_8));
        }

        assertThat(listener.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(received).hasContent("good");
    }

    @Test
    void refusesAnotherAddressThatKnowsTheToken() throws Exception {
        try (Socket foreign = open("127.0.0.4")) {
            foreign.getOutputStream().write(HexFormat.of().parseHex(token));

            assertThat(endOf(foreign)).isTrue();
        }

        assertThat(listener.isAlive()).isTrue();
        assertThat(received).doesNotExist();
    }

    @Test
    void takesOneConnectionOnly() throws Exception {
        try (Socket first = open(SOURCE)) {
            first.getOutputStream().write(HexFormat.of().parseHex(token));
            first.getOutputStream().write("first".getBytes(StandardCharsets.UTF_8));
            awaitFile("first");

            Process second = connect(SOURCE, token);

            assertThat(second.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(second.exitValue()).isNotZero();
            assertThat(new String(second.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("cannot connect from %s to %s port %d".formatted(SOURCE, TARGET, port));
        }
        assertThat(listener.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(received).hasContent("first");
    }

    @Test
    void theTokenStandsInNoCommandLine() throws Exception {
        Process sender = connect(SOURCE, token);

        for (Process process : List.of(sender, listener)) {
            Path line = Path.of("/proc/%d/cmdline".formatted(process.pid()));
            assertThat(Files.readString(line)).doesNotContain(token);
        }
        sender.getOutputStream().close();
        assertThat(sender.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void measuresWhatGetsAcross() throws Exception {
        listener.destroyForcibly();
        listener = new ProcessBuilder(
                        "python3",
                        program.toString(),
                        "listen",
                        TARGET,
                        SOURCE,
                        "20",
                        "python3",
                        program.toString(),
                        "sink")
                .start();
        String line =
                new BufferedReader(new InputStreamReader(listener.getInputStream(), StandardCharsets.UTF_8)).readLine();

        Process filler = run(SOURCE, line, "python3", program.toString(), "fill", "1000000");

        assertThat(filler.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(new String(filler.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .matches("bytes=[1-9]\\d*\nmillis=[1-9]\\d*\n");
        assertThat(listener.waitFor(20, TimeUnit.SECONDS)).isTrue();
    }

    private Process connect(String local, String withToken) throws IOException {
        return run(local, "plain %d %s".formatted(port, withToken), "cat");
    }

    private Process run(String local, String line, String... words) throws IOException {
        Path reply = Files.createTempFile(
                dir, "reply", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(reply, "something else\n" + line + "\n");
        List<String> argv = new java.util.ArrayList<>(
                List.of("python3", program.toString(), "connect", reply.toString(), TARGET, local));
        argv.addAll(List.of(words));
        return new ProcessBuilder(argv).start();
    }

    private Socket open(String local) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(InetAddress.getByName(local), 0));
        socket.connect(new InetSocketAddress(InetAddress.getByName(TARGET), port), 5000);
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** Whether the other end closes without a word. */
    private static boolean endOf(Socket socket) {
        try {
            return socket.getInputStream().read() < 0;
        } catch (IOException e) {
            // It was reset: what it had not read was thrown away.
            return e instanceof java.net.SocketException;
        }
    }

    private void awaitFile(String content) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!(Files.exists(received) && Files.readString(received).equals(content))) {
            assertThat(System.nanoTime()).isLessThan(end);
            Thread.sleep(10);
        }
    }
}
