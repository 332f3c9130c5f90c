// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Probe;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class CommandProbeTest {
    private static final List<String> ARGV = List.of("pg_isready", "-h", "$(id) 'x'");

    @Test
    void runsTheArgumentsAsTheyAreWithoutRootsRights() {
        FakeHosts hosts = new FakeHosts(command -> new CommandResult(0, "accepting", "", false));

        Probe.Outcome outcome = attempt(hosts, "accepting", Samples.LONG);

        assertThat(outcome).isEqualTo(new Probe.Outcome(true, "exit status 0"));
        assertThat(hosts.commands()).singleElement().satisfies(command -> {
            assertThat(command.argv()).isEqualTo(ARGV);
            assertThat(command.asRoot()).isFalse();
            assertThat(command.deadline()).isEqualTo(Samples.LONG);
        });
    }

    @Test
    void saysHowTheCommandFailed() {
        assertThat(attempt(command -> new CommandResult(3, "out", "no\u001b[0m\nroute\n", false)))
                .isEqualTo(new Probe.Outcome(false, "exit status 3 with \"no\\u001b[0m\\u000aroute\""));
        assertThat(attempt(command -> new CommandResult(2, "only out", " ", false)))
                .isEqualTo(new Probe.Outcome(false, "exit status 2 with \"only out\""));
    }

    @Test
    void wantsTheTextInStandardOutput() {
        Probe.Outcome outcome = attempt(command -> new CommandResult(0, "rejecting", "accepting", true));

        assertThat(outcome)
                .isEqualTo(new Probe.Outcome(
                        false, "exit status 0 without \"accepting\" in the output, which was cut: \"rejecting\""));
    }

    @Test
    void takesAHostThatDoesNotAnswerForAFailedAttempt() {
        Probe.Outcome outcome = attempt(command -> {
            throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "alpha: connection lost\u001b[2J");
        });

        assertThat(outcome).isEqualTo(new Probe.Outcome(false, "alpha: connection lost\\u001b[2J"));
    }

    @Test
    void passesOnThatTheWorkIsStopped() {
        assertThatExceptionOfType(RelocationException.class)
                .isThrownBy(() -> attempt(command -> {
                    throw new RelocationException(ErrorCode.STOPPED, "stopped");
                }))
                .matches(e -> e.code() == ErrorCode.STOPPED);
    }

    @Test
    void givesUpOnAShellThatHangs() {
        CountDownLatch never = new CountDownLatch(1);
        FakeHosts hosts = new FakeHosts(command -> {
            try {
                throw new AssertionError(never.await(20, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
                throw new RelocationException(ErrorCode.STOPPED, "interrupted", e);
            }
        });
        long start = System.nanoTime();

        Probe.Outcome outcome = attempt(hosts, "", Samples.SHORT);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(outcome).isEqualTo(new Probe.Outcome(false, "no result of the command on alpha within 300 ms"));
    }

    private static Probe.Outcome attempt(Function<Command, CommandResult> answers) {
        return attempt(new FakeHosts(answers), "accepting", Samples.LONG);
    }

    private static Probe.Outcome attempt(FakeHosts hosts, String contains, Duration timeout) {
        return new Probes(hosts, Samples.http(question -> Samples.unexpected()), Samples.noProcesses())
                .attempt(new ProbeSpec.Command(ARGV, contains, Samples.once(timeout)), Samples.HOST);
    }
}
