// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A network that swallows everything: no refusal, no reset, just silence. */
class FrozenNetworkTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final MinaServer server = new MinaServer("EC").acceptPassword().start();
    private Relay relay;

    @BeforeEach
    void connect() throws IOException {
        relay = new Relay(server.port());
    }

    @AfterEach
    void stop() throws IOException {
        relay.close();
        server.close();
    }

    @Test
    void noticesADeadConnectionByItself() {
        SshLimits alert =
                new SshLimits(Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofMillis(200), 3, 1024, 8);
        try (SshHosts hosts = hosts(alert)) {
            SshShell shell = hosts.shell(host());
            relay.freeze();
            long start = System.nanoTime();

            assertUnreachable(() -> shell.run(Command.of("true").within(LONG)));

            assertThat(since(start)).isBetween(Duration.ofMillis(500), Duration.ofSeconds(8));
        }
    }

    @Test
    void keepsEveryDeadlineWhenSendingBlocks() {
        byte[] input = new byte[16 * 1024 * 1024];
        Duration brief = Duration.ofMillis(700);
        long start = System.nanoTime();

        try (SshHosts hosts = hosts(SshLimits.DEFAULT)) {
            SshShell shell = hosts.shell(host());
            shell.run(Command.of("cat").reading("x"));
            relay.freeze();

            assertUnreachable(() -> shell.run(Command.of("cat").reading(input).within(brief)));
            assertUnreachable(() -> shell.run(Command.of("true").within(brief)));
            assertUnreachable(() -> shell.stream(
                    Command.of("cat").within(brief), new RandomBytes(50_000_000), OutputStream.nullOutputStream()));
            assertThat(shell.answers(brief)).isFalse();
        }

        assertThat(since(start)).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void logsInAnewWhenOnlyTheConnectionIsDead() {
        try (SshHosts hosts = hosts(SshLimits.DEFAULT)) {
            SshShell shell = hosts.shell(host());
            relay.freezeWhatIsConnected();

            assertUnreachable(() -> shell.run(Command.of("true").within(Duration.ofMillis(700))));

            assertThat(shell.run(Command.of("echo", "back").within(Duration.ofSeconds(5)))
                            .text())
                    .isEqualTo("back");
        }
    }

    @Test
    void endsAStreamThatGetsStuckInTheMiddle() {
        try (SshHosts hosts = hosts(SshLimits.DEFAULT)) {
            SshShell shell = hosts.shell(host());
            RandomBytes source = new RandomBytes(50_000_000) {
                private int count;

                @Override
                public int read(byte[] bytes, int from, int length) {
                    if (++count == 100) {
                        relay.freeze();
                    }
                    return super.read(bytes, from, length);
                }
            };
            long start = System.nanoTime();

            assertUnreachable(() -> shell.stream(
                    Command.of("cat").within(Duration.ofSeconds(2)), source, OutputStream.nullOutputStream()));

            assertThat(since(start)).isLessThan(Duration.ofSeconds(5));
        }
    }

    private Host host() {
        Host direct = server.host("h");
        return Host.of(
                "h",
                "127.0.0.1",
                relay.port(),
                direct.login(),
                direct.hostKeys().get(0));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static SshHosts hosts(SshLimits limits) {
        return new SshHosts(
                name -> Optional.empty(),
                id -> new Secret.Password(MinaServer.PASSWORD.toCharArray()),
                Ticker.SYSTEM,
                limits,
                Optional.empty());
    }

    private static void assertUnreachable(ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOfSatisfying(RelocationException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.HOST_UNREACHABLE));
    }
}
