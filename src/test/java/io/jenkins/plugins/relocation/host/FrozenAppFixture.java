// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real process that is frozen here and sent from one directory to another; CRIU is played by a script that writes slowly. */
abstract class FrozenAppFixture {
    static final String CRIU =
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
    Path dir;

    LocalHosts hosts;
    HostScript script;
    Leg leg;
    Process app;

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

    void use(List<String> shell) {
        hosts = new LocalHosts(dir, shell);
        script = new HostScript(hosts);
        leg = hosts.leg("run", 1);
    }

    void open() throws IOException {
        guardAndOpen("root=%d %d\n".formatted(app.pid(), start()));
    }

    void guardAndOpen(String plan) {
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
    Operation freezeThrough(String filter) throws Exception {
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

    Path images(String name) {
        return dir.resolve(name + "/images").resolve(leg.id());
    }

    long start() throws IOException {
        return Long.parseLong(stat(app)[19]);
    }

    static String state(Process process) throws IOException {
        return stat(process)[0];
    }

    private static String[] stat(Process process) throws IOException {
        String line = Files.readString(Path.of("/proc/%d/stat".formatted(process.pid())));
        return line.substring(line.lastIndexOf(") ") + 2).split(" ");
    }
}
