// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostKeyTest {
    private static final String OTHER_ED25519 =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIKGQ7uYC1Ur3Vyb2mZ8fBq1P3vXH5gq2sFnq0v3p1a2b";

    private final MinaServer server =
            new MinaServer("EC", "RSA").acceptPassword().start();
    private final SshHosts hosts = new SshHosts(
            name -> Optional.empty(),
            id -> new Secret.Password(MinaServer.PASSWORD.toCharArray()),
            Ticker.SYSTEM,
            SshLimits.DEFAULT,
            Optional.empty());

    @AfterEach
    void stop() {
        hosts.close();
        server.close();
    }

    @Test
    void acceptsAnyOfThePinnedTypes() {
        String ec = server.hostKeys().get(0);
        String rsa = server.hostKeys().get(1);

        assertThat(hosts.shell(pinned(ec)).answers(Duration.ofSeconds(10))).isTrue();
        assertThat(hosts.shell(pinned(rsa)).answers(Duration.ofSeconds(10))).isTrue();
        assertThat(hosts.shell(pinned(OTHER_ED25519, rsa)).answers(Duration.ofSeconds(10)))
                .isTrue();
    }

    @Test
    void refusesAnUnknownKey() {
        assertFails(() -> hosts.shell(pinned(OTHER_ED25519)), ErrorCode.HOST_KEY_UNKNOWN)
                .hasMessageContaining("host h at 127.0.0.1 port " + server.port())
                .hasMessageContaining("ecdsa-sha2-nistp256")
                .hasMessageContaining("seen " + server.fingerprint())
                .hasMessageContaining("pinned ssh-ed25519 SHA256:")
                .hasMessageContaining("hostKeys");

        assertThat(server.passwordsTried).isEmpty();
    }

    @Test
    void refusesAChangedKey() {
        Host host = pinned(server.hostKeys().get(0));
        String before = server.fingerprint();
        server.changeHostKey("EC");

        assertFails(() -> hosts.shell(host), ErrorCode.HOST_KEY_CHANGED)
                .hasMessageContaining("seen " + server.fingerprint())
                .hasMessageContaining("pinned ecdsa-sha2-nistp256 " + before)
                .hasMessageContaining("installed anew");

        assertThat(server.passwordsTried).isEmpty();
    }

    @Test
    void stopsWhenTheKeyChangesBetweenConnections() {
        SshShell shell = hosts.shell(pinned(server.hostKeys().get(0)));
        server.changeHostKey("EC");
        server.dropConnections();

        assertFails(() -> eventually(shell), ErrorCode.HOST_KEY_CHANGED);
        assertFails(() -> shell.answers(Duration.ofSeconds(10)), ErrorCode.HOST_KEY_CHANGED);
    }

    /** The first command may still meet the connection that is just breaking. */
    private static void eventually(SshShell shell) {
        try {
            shell.run(Command.of("true"));
        } catch (RelocationException e) {
            if (e.code() != ErrorCode.HOST_UNREACHABLE) {
                throw e;
            }
            shell.run(Command.of("true"));
        }
    }

    @Test
    void refusesAPinThatIsNoKey() {
        assertFails(() -> hosts.shell(pinned("ssh-ed25519 AAAA")), ErrorCode.BAD_INPUT)
                .hasMessageContaining("AAAA");
        assertFails(
                        () -> hosts.shell(
                                pinned("ssh-rsa " + server.hostKeys().get(0).split(" ")[1])),
                        ErrorCode.BAD_INPUT)
                .hasMessageContaining("is not a public key");
    }

    private Host pinned(String... keys) {
        return server.host("h", "password", Login.Become.NONE, List.of(keys), "");
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertFails(ThrowingCallable call, ErrorCode code) {
        return assertThatThrownBy(call).isInstanceOfSatisfying(RelocationException.class, e -> assertThat(e.code())
                .isEqualTo(code));
    }
}
