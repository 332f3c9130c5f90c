// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Operations that go on by themselves on a host, with real processes. */
class DetachedOperationTest extends FrozenAppFixture {
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

    /**
     * Leaders of sessions that run the operation: their children bear the same command line. Other tests that run meanwhile
     * have legs of the same name, but in other directories.
     */
    private long runners() throws IOException {
        try (var processes = Files.list(Path.of("/proc"))) {
            return processes
                    .filter(path -> path.getFileName().toString().matches("\\d+"))
                    .filter(path -> isLeaderOf(path, List.of(hosts.state("a") + "\0", "run\0" + leg.id() + "\0freeze")))
                    .count();
        }
    }

    private static boolean isLeaderOf(Path process, List<String> words) {
        try {
            String stat = Files.readString(process.resolve("stat"));
            String session = stat.substring(stat.lastIndexOf(") ") + 2).split(" ")[3];
            String command = Files.readString(process.resolve("cmdline"));
            return session.equals(process.getFileName().toString())
                    && words.stream().allMatch(command::contains);
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
        assertThat(state(app)).isNotEqualTo("T");
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

    @ParameterizedTest
    @MethodSource("io.jenkins.plugins.relocation.host.LocalHosts#shells")
    void aLegIsCleanedInEveryShell(List<String> shell) throws Exception {
        use(shell);
        open();
        assertThat(freezeThrough("cat").succeeded()).isTrue();
        script.run(leg, Leg.End.FROM, Call.of("thaw", leg.id()));

        for (Leg.End end : Leg.End.values()) {
            script.run(leg, end, Call.of("leg-clean", leg.id()));
            script.run(leg, end, Call.of("leg-clean", leg.id()));
        }

        for (String name : List.of("a", "b")) {
            assertThat(images(name)).doesNotExist();
            assertThat(hosts.state(name).resolve("legs").resolve(leg.id())).doesNotExist();
        }
        assertThat(state(app)).isNotEqualTo("T");
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
}
