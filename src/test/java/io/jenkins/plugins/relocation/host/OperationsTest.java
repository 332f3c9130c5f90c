// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.host.Operation.State;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

class OperationsTest {
    private static final String RUNNING = "state=running\nstatus=\nprogress=4096 memory\n";
    private static final String DONE = "state=done\nstatus=0\nbegin=1000\ndumped=1400\n";
    private static final String SILENT = "";

    private final Scripted hosts = new Scripted();
    private final Leg leg = new LocalHosts(Path.of("/tmp/x"), List.of("/bin/sh")).leg("run", 1);
    private final Operations operations = new Operations(new HostScript(hosts), hosts);

    @Test
    void isStartedOnceAndThenAskedUntilItHasEnded() {
        hosts.say(RUNNING, RUNNING, DONE);
        List<Long> bytes = new ArrayList<>();

        Operation operation = operations.complete(leg, Leg.End.FROM, "freeze", Duration.ofSeconds(60), new Progress() {
            @Override
            public void bytes(String what, long done, long total) {
                bytes.add(done);
            }

            @Override
            public void note(String text) {}
        });

        assertThat(operation.succeeded()).isTrue();
        assertThat(operation.millis("begin", "dumped")).isEqualTo(400);
        assertThat(hosts.commands).containsExactly("start", "poll", "poll");
        assertThat(bytes).containsExactly(4096L, 4096L, 0L);
    }

    @Test
    void aHeldCopyIsAnAnswer() {
        hosts.say("state=running\nstatus=\nstaged=yes\n");

        Operation operation = operations.complete(leg, Leg.End.TO, "restore", Duration.ofSeconds(60), Progress.NONE);

        assertThat(operation.staged()).isTrue();
        assertThat(operation.state()).isEqualTo(State.RUNNING);
    }

    @Test
    void aHostThatIsSilentForAWhileIsAskedAgain() {
        hosts.say(SILENT, SILENT, RUNNING, SILENT, DONE);

        assertThat(operations
                        .complete(leg, Leg.End.FROM, "freeze", Duration.ofSeconds(60), Progress.NONE)
                        .succeeded())
                .isTrue();
        assertThat(hosts.commands).containsExactly("start", "start", "start", "poll", "poll");
    }

    @Test
    void givesUpAtTheDeadlineAndSaysThatItMayStillBeAtWork() {
        hosts.say(RUNNING, SILENT, SILENT, SILENT);

        assertThatThrownBy(() -> operations.complete(leg, Leg.End.FROM, "freeze", Duration.ofSeconds(5), Progress.NONE))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("may still be at work");
    }

    @Test
    void tellsAnOperationThatIsStuckFromOneThatIsSlow() {
        Duration day = Duration.ofHours(24);
        for (int bytes = 0; bytes < 700; bytes++) {
            hosts.say("state=running\nstatus=\nprogress=%d memory\n".formatted(bytes));
        }
        hosts.say(DONE);

        assertThat(operations
                        .complete(leg, Leg.End.FROM, "freeze", day, Progress.NONE)
                        .succeeded())
                .isTrue();

        hosts.say(Collections.nCopies(700, RUNNING).toArray(String[]::new));
        assertThatThrownBy(() -> operations.complete(leg, Leg.End.FROM, "freeze", day, Progress.NONE))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_FAILED))
                .hasMessageContaining("no progress for 10 minutes (4096 memory)");
    }

    @Test
    void readsWhatAFailedOperationSays() {
        Operation operation = Operation.parse(List.of(
                "state=done", "status=1", "out=relocation: a", "out=b", "log=Error x", "progress=9000000000 memory"));

        assertThat(operation.succeeded()).isFalse();
        assertThat(operation.status()).isEqualTo(1);
        assertThat(operation.said()).containsExactly("relocation: a", "b");
        assertThat(operation.log()).containsExactly("Error x");
        assertThat(operation.doneBytes()).isEqualTo(9_000_000_000L);
        assertThat(Operation.parse(List.of("progress=nonsense")).doneBytes()).isZero();
        assertThat(Operation.parse(List.of("progress=12/345 memory")))
                .extracting(Operation::doneBytes, Operation::totalBytes, Operation::doneWhat)
                .containsExactly(12L, 345L, "memory");
        assertThat(operation.millis("begin", "dumped")).isZero();
        assertThat(Operation.parse(List.of("state=lost")).ended()).isTrue();
        assertThat(Operation.parse(List.of()).state()).isEqualTo(State.LOST);
    }

    /** Answers in turn; time goes by with each answer. */
    private static final class Scripted implements HostAccess, Ticker {
        private final Deque<String> answers = new ArrayDeque<>();
        private final List<String> commands = new ArrayList<>();
        private long nanos;

        void say(String... lines) {
            answers.addAll(List.of(lines));
        }

        @Override
        public RemoteShell shell(Host host) {
            return new RemoteShell() {
                @Override
                public Host host() {
                    return host;
                }

                @Override
                public CommandResult run(Command command) {
                    if (command.argv().contains("-c")) {
                        return new CommandResult(0, ScriptBundle.packed().digest() + "  -\n", "", false);
                    }
                    nanos += Duration.ofSeconds(1).toNanos();
                    commands.add(command.argv().get(7));
                    String answer = answers.removeFirst();
                    if (answer.equals(SILENT)) {
                        throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "silent");
                    }
                    return new CommandResult(0, answer, "", false);
                }

                @Override
                public CommandResult stream(Command command, InputStream source, OutputStream sink) {
                    throw new UnsupportedOperationException("nothing is streamed here");
                }

                @Override
                public boolean answers(Duration within) {
                    return true;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public void close() {}

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public void pause(Duration duration) {
            nanos += duration.toNanos();
        }
    }
}
