// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends images of a real, frozen process from one directory to another; CRIU is played by a script that writes slowly. */
class SendAndReceiveTest {
    private static final String CRIU =
            """
            #!/bin/sh
            while [ $# -gt 0 ]; do
                case $1 in -D) dir=$2 ;; -t) pid=$2 ;; esac
                shift
            done
            kill -STOP "$pid"
            for i in 1 2 3 4; do
                head -c 1500000 /dev/urandom >>"$dir/pages-1.img"
                sleep 0.03
            done
            head -c 70000 /dev/urandom >"$dir/pages-2.img"
            : >"$dir/pages-3.img"
            echo tree >"$dir/pstree.img"
            """;

    @TempDir
    private Path dir;

    private LocalHosts hosts;
    private HostScript script;
    private Leg leg;
    private Process app;

    @BeforeEach
    void startApp() throws IOException {
        use(List.of("/bin/sh"));
        Path bin = Files.createDirectories(dir.resolve("bin"));
        Files.writeString(bin.resolve("criu"), CRIU);
        bin.resolve("criu").toFile().setExecutable(true);
        app = new ProcessBuilder("sleep", "1000").start();
    }

    @AfterEach
    void stopApp() {
        script.run(leg, Leg.End.FROM, Call.of("discard").within(Duration.ofSeconds(30)));
        app.destroyForcibly();
    }

    private void use(List<String> shell) {
        hosts = new LocalHosts(dir, shell);
        script = new HostScript(hosts);
        leg = hosts.leg("run", 1);
    }

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void bothEndsHaveTheSameCheckedImages(List<String> shell) throws Exception {
        use(shell);
        open();

        Operation freeze = freezeThrough("cat");

        assertThat(freeze.succeeded()).as("%s", freeze).isTrue();
        assertThat(state(app)).isEqualTo("T");
        Path sent = images("a");
        Path received = images("b");
        for (String name : List.of("pages-1.img", "pages-2.img", "pages-3.img", "pstree.img", "relocation.tree")) {
            assertThat(Files.mismatch(
                            sent.resolve("img").resolve(name),
                            received.resolve("img").resolve(name)))
                    .isEqualTo(-1);
        }
        assertThat(Files.readString(received.resolve("manifest")))
                .isEqualTo(Files.readString(sent.resolve("manifest")))
                .containsPattern("sha256 [0-9a-f]{64} pages-1.img 6000000\n")
                .containsPattern("sha256 [0-9a-f]{64} pages-3.img 0\n")
                .contains("sha256 %s pages-2.img 70000\n"
                        .formatted(Json.sha256(Files.readAllBytes(sent.resolve("img/pages-2.img")))));
        assertThat(hosts.state("b").resolve("legs").resolve(leg.id()).resolve("complete"))
                .exists();

        script.run(leg, Leg.End.FROM, Call.of("thaw", leg.id()));
        assertThat(state(app)).isNotEqualTo("T");
    }

    @ParameterizedTest
    @MethodSource("packers")
    void bothEndsHaveTheSameImagesWhenTheyArePackedOnTheWay(String packer) throws Exception {
        open();
        for (String name : List.of("a", "b")) {
            Path wire = hosts.state(name).resolve("legs").resolve(leg.id()).resolve("wire");
            Files.writeString(wire, "compression=%s\nto=\nfrom=\n".formatted(packer));
        }

        Operation freeze = freezeThrough("tee " + dir.resolve("way"));

        assertThat(freeze.succeeded()).as("%s", freeze).isTrue();
        assertThat(Files.readString(images("b").resolve("manifest")))
                .isEqualTo(Files.readString(images("a").resolve("manifest")))
                .contains(" pages-1.img 6000000\n");
        byte[] magic = Arrays.copyOf(Files.readAllBytes(dir.resolve("way")), 4);
        assertThat(HexFormat.of().formatHex(magic)).isEqualTo(packer.equals("zstd") ? "28b52ffd" : "04224d18");
    }

    /** The packers that this machine has; hosts are asked for theirs. */
    static Stream<String> packers() {
        return Stream.of("zstd", "lz4").filter(name -> Files.isExecutable(Path.of("/usr/bin", name)));
    }

    @Test
    void zeroesBecomeHolesAndChecksumsHold() throws Exception {
        Path criu = dir.resolve("bin/criu");
        Files.writeString(criu, CRIU.replace("head -c 1500000 /dev/urandom", "head -c 4000000 /dev/zero"));
        open();

        Operation freeze = freezeThrough("cat");

        assertThat(freeze.succeeded()).as("%s", freeze).isTrue();
        Path image = images("b").resolve("img/pages-1.img");
        assertThat(Files.size(image)).isEqualTo(16_000_000);
        Process blocks = new ProcessBuilder("stat", "-c", "%b", image.toString()).start();
        assertThat(Integer.parseInt(new String(blocks.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip()))
                .isLessThan(1024);
        assertThat(Files.readString(images("b").resolve("manifest")))
                .contains("sha256 %s pages-1.img".formatted(Json.sha256(new byte[16_000_000])));
    }

    @Test
    void oneChangedByteOnTheWayIsFoundAndNothingIsRestored() throws Exception {
        open();

        freezeThrough("(head -c 500000; dd bs=1 count=1 2>/dev/null | tr '\\000-\\377' '\\001-\\377\\000'; cat)");

        assertThat(hosts.state("b").resolve("legs").resolve(leg.id()).resolve("complete"))
                .doesNotExist();
        Operation restore = new Operations(script, Ticker.SYSTEM)
                .complete(leg, Leg.End.TO, "restore", Duration.ofSeconds(20), Progress.NONE);
        assertThat(restore.succeeded()).isFalse();
        assertThat(restore.said()).anySatisfy(line -> assertThat(line).contains("nothing is restored"));
    }

    @Test
    void aStreamThatEndsEarlyIsNotComplete() throws Exception {
        open();

        freezeThrough("head -c 2000000");

        assertThat(hosts.state("b").resolve("legs").resolve(leg.id()).resolve("complete"))
                .doesNotExist();
        assertThat(state(app)).isEqualTo("T");
        script.run(leg, Leg.End.FROM, Call.of("thaw", leg.id()));
        assertThat(state(app)).isEqualTo("S");
    }

    @Test
    void anOperationIsStartedOnceOnly() throws Exception {
        open();
        Operations operations = new Operations(script, Ticker.SYSTEM);

        CompletableFuture<Operation> one =
                CompletableFuture.supplyAsync(() -> operations.start(leg, Leg.End.FROM, "freeze"));
        CompletableFuture<Operation> two =
                CompletableFuture.supplyAsync(() -> operations.start(leg, Leg.End.FROM, "freeze"));

        assertThat(one.get(20, TimeUnit.SECONDS).state()).isEqualTo(Operation.State.RUNNING);
        assertThat(two.get(20, TimeUnit.SECONDS).state()).isEqualTo(Operation.State.RUNNING);
        assertThat(hosts.commands().stream().filter(command -> command.argv().contains("start")))
                .hasSize(2);
        assertThat(runners()).isEqualTo(1);
    }

    /** Leaders of sessions that run the operation: their children bear the same command line. */
    private long runners() throws IOException {
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(path -> isLeaderOf(path, "run\0" + leg.id() + "\0freeze"))
                    .count();
        }
    }

    private static boolean isLeaderOf(Path process, String command) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String session = stat.substring(stat.lastIndexOf(") ") + 2).split(" ")[3];
            return session.equals(process.getFileName().toString())
                    && Files.readString(process.resolve("cmdline")).contains(command);
        } catch (IOException e) {
            // It ended meanwhile.
            return false;
        }
    }

    @Test
    void anOperationWhoseProcessWasKilledIsLostAndStaysSo() throws Exception {
        open();
        Operations operations = new Operations(script, Ticker.SYSTEM);
        operations.start(leg, Leg.End.FROM, "freeze");

        ProcessHandle runner = ProcessHandle.of(runner("a").orElseThrow()).orElseThrow();
        runner.destroyForcibly();
        runner.onExit().get(5, TimeUnit.SECONDS);

        assertThat(operations.poll(leg, Leg.End.FROM, "freeze").state()).isEqualTo(Operation.State.LOST);
        assertThat(operations.start(leg, Leg.End.FROM, "freeze").state()).isEqualTo(Operation.State.LOST);
    }

    @Test
    void aProcessThatIsNoLongerTheSameIsNotFrozen() throws Exception {
        guardAndOpen("root=%d %d\n".formatted(app.pid(), start() + 1));

        Operation freeze = new Operations(script, Ticker.SYSTEM)
                .complete(leg, Leg.End.FROM, "freeze", Duration.ofSeconds(20), Progress.NONE);

        assertThat(freeze.succeeded()).isFalse();
        assertThat(freeze.said()).anySatisfy(line -> assertThat(line).contains("is gone"));
        assertThat(state(app)).isEqualTo("S");
    }

    @Test
    void receivedFilesReplaceOldOnesAndAreTakenBack() throws Exception {
        open();
        Path old = Files.writeString(dir.resolve("old"), "before");
        Path fresh = dir.resolve("made/deep/new");

        receive(frame(old, "after") + frame(fresh, "content") + sum("after" + "content") + "end\n");

        assertThat(old).hasContent("after");
        assertThat(fresh).hasContent("content");
        assertThat(Files.getLastModifiedTime(fresh).toMillis()).isEqualTo(1600000000500L);
        script.run(leg, Leg.End.TO, Call.of("leg-clean", leg.id()));
        assertThat(old).hasContent("before");
        assertThat(dir.resolve("made")).doesNotExist();
        assertThat(Files.list(dir))
                .noneMatch(path -> path.getFileName().toString().startsWith(".relocation"));
    }

    @Test
    void aFileThatIsOpenOnTheTargetIsLeftAlone() throws Exception {
        open();
        Path used = Files.writeString(dir.resolve("used"), "mine");

        try (InputStream open = Files.newInputStream(used)) {
            assertThat(open.available()).isPositive();
            assertThatThrownBy(() -> receive(frame(used, "other") + "end\n"))
                    .hasMessageContaining("is open on this host");
        }

        assertThat(used).hasContent("mine");
    }

    @Test
    void dataThatDiffersFromItsChecksumIsRefused() throws Exception {
        open();
        Path file = dir.resolve("file");

        assertThatThrownBy(() -> receive(frame(file, "after") + sum("aftex") + "end\n"))
                .hasMessageContaining("differ from what was sent");
    }

    @Test
    void refusesFramesThatAreNone() throws Exception {
        open();

        for (String frame : List.of(
                "chunk ../../etc/passwd 0 3\nabc",
                "chunk pages-x.img 0 1\na",
                "exec id\n",
                "file w 644 0 0 1 0 1 relative\na")) {
            assertThatThrownBy(() -> receive(frame)).isInstanceOf(RelocationException.class);
        }
    }

    @Test
    void discardingKillsExactlyTheRecordedProcesses() throws Exception {
        open();
        freezeThrough("cat");
        Process bystander = new ProcessBuilder("sleep", "1000").start();

        script.run(leg, Leg.End.FROM, Call.of("discard").within(Duration.ofSeconds(30)));

        assertThat(app.waitFor(5, TimeUnit.SECONDS)).isTrue();
        assertThat(bystander.isAlive()).isTrue();
        bystander.destroyForcibly();
    }

    private void open() throws IOException {
        guardAndOpen("root=%d %d\n".formatted(app.pid(), start()));
    }

    private void guardAndOpen(String plan) {
        HostGuards guards = new HostGuards(hosts);
        guards.take(leg, Leg.End.FROM);
        guards.take(leg, Leg.End.TO);
        script.run(
                leg,
                Leg.End.FROM,
                Call.of("leg-open", leg.id(), leg.from().imageDir()).reading(plan));
        script.run(leg, Leg.End.TO, Call.of("leg-open", leg.id(), leg.to().imageDir()));
    }

    /** Freezes, with a filter between the two ends. */
    private Operation freezeThrough(String filter) throws Exception {
        Operations operations = new Operations(script, Ticker.SYSTEM);
        operations.start(leg, Leg.End.FROM, "freeze");
        String line = "%s | %s | %s"
                .formatted(
                        quoted(script.command(leg, Leg.End.FROM, Call.of("relay", leg.id(), "freeze"))),
                        filter,
                        quoted(script.command(leg, Leg.End.TO, Call.of("receive", leg.id()))));
        ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", line);
        builder.environment().merge("PATH", dir.resolve("bin").toString(), (old, bin) -> bin + ":" + old);
        Process pipeline = builder.redirectErrorStream(true)
                .redirectOutput(dir.resolve("pipeline.out").toFile())
                .start();
        assertThat(pipeline.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return operations.complete(leg, Leg.End.FROM, "freeze", Duration.ofSeconds(30), Progress.NONE);
    }

    private String quoted(Command command) {
        List<String> words = new ArrayList<>();
        hosts.words(command).forEach(word -> words.add("'" + word + "'"));
        return String.join(" ", words);
    }

    private void receive(String frames) {
        Command command = script.command(leg, Leg.End.TO, Call.of("receive", leg.id()));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        hosts.shell(leg.to()).stream(
                        command, new java.io.ByteArrayInputStream(frames.getBytes(StandardCharsets.UTF_8)), out)
                .orThrow("receive");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("ready\nreceived\n");
    }

    private static String frame(Path path, String content) throws IOException {
        int uid = (Integer) Files.getAttribute(path.getRoot().resolve("proc/self"), "unix:uid");
        int gid = (Integer) Files.getAttribute(path.getRoot().resolve("proc/self"), "unix:gid");
        return "file w 640 %d %d 1600000000.500000000 0 %d %s\n%s".formatted(uid, gid, content.length(), path, content);
    }

    private static String sum(String contents) {
        return "sum %s\n".formatted(Json.sha256(contents.getBytes(StandardCharsets.UTF_8)));
    }

    private Path images(String name) {
        return dir.resolve(name + "/images").resolve(leg.id());
    }

    private Optional<Long> runner(String name) {
        Path state = hosts.state(name).resolve("legs").resolve(leg.id()).resolve("freeze.state");
        try {
            return Files.exists(state)
                    ? Optional.of(Long.parseLong(
                            KeyValues.parse(Files.readAllLines(state)).get("pid")))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private long start() throws IOException {
        return Long.parseLong(stat(app)[19]);
    }

    private static String state(Process process) throws IOException {
        return stat(process)[0];
    }

    private static String[] stat(Process process) throws IOException {
        String line = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
        return line.substring(line.lastIndexOf(") ") + 2).split(" ");
    }
}
