// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Permits;
import io.jenkins.plugins.relocation.simulator.App;
import io.jenkins.plugins.relocation.simulator.SimulatedHosts;
import io.jenkins.plugins.relocation.simulator.World;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Leg.End;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The model of the host script answers as the host script does, in what drivers read. CRIU and ssh are played for the latter. */
class ModelTest {
    private static final String SSH =
            """
            #!/bin/sh
            for word; do :; done
            exec sh "${0%/*}/receive" "$word"
            """;

    @TempDir
    private Path dir;

    private LocalHosts hosts;
    private Leg leg;
    private Leg stranger;
    private Process app;
    private World world;

    @BeforeEach
    void start() throws IOException {
        PlayedCriu.install(dir.resolve("bin"));
        PlayedCriu.executable(dir.resolve("bin/ssh"), SSH);
        hosts = new LocalHosts(dir, List.of("/bin/sh"));
        leg = hosts.leg("run", 3);
        stranger = hosts.leg("other", 3);
        app = new ProcessBuilder("sleep", "1000").start();
        world = new World();
        App known = new App("app", App.Kind.PROCESS, "app.service");
        List.of("a", "b").forEach(name -> world.addHost(name, name + ".example").install(known, false));
        world.host("a").start(known);
    }

    @AfterEach
    void stop() {
        HostScript real = new HostScript(hosts);
        for (End end : End.values()) {
            attempt(() -> real.run(leg, end, Call.of("discard").within(Duration.ofSeconds(60))));
            attempt(() -> real.run(leg, end, Call.of("leg-clean", leg.id())));
        }
        app.destroyForcibly();
    }

    @Test
    void answersAsTheScriptDoesWhereTheTargetResumes() throws IOException {
        assertThat(moved(new SimulatedHosts(world), modelRoot(), world.ticker(), this::linkModel))
                .isEqualTo(moved(hosts, realRoot(), Ticker.SYSTEM, this::linkReal));
    }

    @Test
    void answersAsTheScriptDoesWhereThePermitIsTakenBack() throws IOException {
        assertThat(revoked(new SimulatedHosts(world), modelRoot(), world.ticker(), this::linkModel))
                .isEqualTo(revoked(hosts, realRoot(), Ticker.SYSTEM, this::linkReal));
    }

    // ---- the sequences ----

    private interface Linking {
        void link(HostScript script) throws IOException;
    }

    private List<String> moved(HostAccess access, String root, Ticker ticker, Linking linking) throws IOException {
        HostScript script = new HostScript(access);
        Operations operations = new Operations(script, ticker);
        List<String> said = opened(script, root, linking);
        said.add("freeze " + told(operations, End.FROM, "freeze", "begin", "dumped", "sent"));
        said.add("restore " + told(operations, End.TO, "restore", "restoring", "resumed"));
        said.addAll(legs(script));
        said.add(attempt(() -> script.run(leg, End.TO, Call.of("revoke", leg.id(), "target"))));
        said.add(attempt(() -> script.run(leg, End.FROM, Call.of("revoke", leg.id(), "source"))));
        said.add(attempt(() -> script.run(leg, End.FROM, Call.of("discard", "forget"))));
        said.addAll(legs(script));
        said.addAll(closed(script));
        return said;
    }

    private List<String> revoked(HostAccess access, String root, Ticker ticker, Linking linking) throws IOException {
        HostScript script = new HostScript(access);
        Operations operations = new Operations(script, ticker);
        List<String> said = opened(script, root, linking);
        said.add(attempt(() -> script.run(leg, End.TO, Call.of("revoke", leg.id(), "target"))));
        said.add("freeze " + told(operations, End.FROM, "freeze", "begin", "dumped", "sent"));
        said.add("restore " + told(operations, End.TO, "restore"));
        said.addAll(legs(script));
        said.add(attempt(() -> script.run(leg, End.TO, Call.of("permit", leg.id()))));
        said.add(attempt(() -> script.run(leg, End.TO, Call.of("discard", "undo"))));
        said.add(attempt(
                () -> script.run(leg, End.FROM, Call.of("thaw", leg.id()).within(Duration.ofSeconds(60)))));
        said.addAll(legs(script));
        said.addAll(closed(script));
        return said;
    }

    private List<String> opened(HostScript script, String root, Linking linking) throws IOException {
        List<String> said = new ArrayList<>();
        for (End end : End.values()) {
            said.add(attempt(() -> script.run(leg, end, Call.of("guard-read"))));
            said.add(attempt(() -> script.run(leg, end, Call.of("leg-read", leg.id()))));
            said.add(attempt(() -> script.run(leg, end, Call.of("leg-open", leg.id(), "/images"))));
            said.add(attempt(() -> script.run(leg, end, Call.of("guard-take"))));
            said.add(attempt(() -> script.run(leg, end, Call.of("guard-take"))));
            said.add(attempt(() -> script.run(stranger, end, Call.of("guard-take"))));
            said.add(attempt(() -> script.run(stranger, end, Call.of("guard-release"))));
        }
        String plan = "root=%s\n%s\ndeadline=600000\n".formatted(root, Permits.PLAN);
        said.add(attempt(() -> script.run(leg, End.FROM, open(End.FROM).reading(plan))));
        said.add(attempt(() -> script.run(leg, End.TO, open(End.TO).reading(Permits.PLAN + "\nrestore=at-once\n"))));
        said.add(attempt(() -> script.run(leg, End.TO, Call.of("leg-read", leg.id(), "restore"))));
        said.add(attempt(() -> script.run(leg, End.FROM, Call.of("unit-before", leg.id()))));
        said.addAll(legs(script));
        linking.link(script);
        return said;
    }

    private Call open(End end) {
        return Call.of("leg-open", leg.id(), leg.host(end).imageDir());
    }

    private List<String> closed(HostScript script) {
        List<String> said = new ArrayList<>();
        said.add(attempt(() -> script.run(leg, End.TO, Call.of("discard", "undo"))));
        for (End end : End.values()) {
            said.add(attempt(() -> script.run(leg, end, Call.of("leg-clean", leg.id()))));
            said.add(attempt(() -> script.run(leg, end, Call.of("leg-clean", leg.id()))));
            said.add(attempt(() -> script.run(leg, end, Call.of("guard-release"))));
            said.add(attempt(() -> script.run(leg, end, Call.of("guard-take"))));
            said.add(attempt(() -> script.run(leg, end, Call.of("start", leg.id(), "freeze"))));
        }
        said.addAll(legs(script));
        return said;
    }

    // ---- what is read of the answers ----

    private String told(Operations operations, End end, String name, String... facts) {
        Operation operation = operations.complete(leg, end, name, Duration.ofSeconds(60), Progress.NONE);
        List<String> there =
                List.of(facts).stream().filter(operation.values()::containsKey).toList();
        return "%s %d %s %s".formatted(operation.state(), operation.status(), operation.staged(), there);
    }

    private List<String> legs(HostScript script) {
        List<String> said = new ArrayList<>();
        for (End end : End.values()) {
            String observed = attempt(() -> script.run(leg, end, Call.of("observe", "command", "/nothing")));
            said.add(
                    observed.replaceAll("(?s)^.*@@legs\n(.*?)\n*@@own.*$", "$1").strip());
        }
        return said;
    }

    private static String attempt(Supplier<CommandResult> command) {
        try {
            return command.get().out().strip();
        } catch (RelocationException e) {
            return e.code().name();
        }
    }

    // ---- what differs ----

    private String modelRoot() {
        return world.host("a").tasks().iterator().next().identity();
    }

    private String realRoot() throws IOException {
        String start = Files.readString(Path.of("/proc/%d/stat".formatted(app.pid())))
                .replaceFirst("^.*\\) ", "")
                .split(" ")[19];
        return app.pid() + " " + start;
    }

    private void linkModel(HostScript script) {
        String key = script.run(leg, End.FROM, Call.of("key-make", leg.id())).text();
        script.run(leg, End.TO, Call.of("key-allow", leg.id(), "root", "none").reading(key));
        script.run(leg, End.FROM, Call.of("link", leg.id(), "b.example", "22", "root"));
    }

    private void linkReal(HostScript script) throws IOException {
        List<String> words = hosts.words(script.command(leg, End.TO, Call.of("receive", leg.id())));
        Files.writeString(dir.resolve("bin/receive"), "exec '%s' \"$@\"\n".formatted(String.join("' '", words)));
        Files.writeString(hosts.state("a").resolve("legs").resolve(leg.id()).resolve("ssh.conf"), "played\n");
    }
}
