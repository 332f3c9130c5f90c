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
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractThrowableAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {
    private static final Secret PASSWORD = new Secret.Password(MinaServer.PASSWORD.toCharArray());
    private static final Secret WRONG = new Secret.Password("wrong-and-secret".toCharArray());

    @TempDir
    private Path dir;

    @Test
    void logsInWithAPassword() {
        try (MinaServer server = new MinaServer("EC").acceptPassword().start()) {
            assertThat(says(server.host("h"), PASSWORD)).isEqualTo("in");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"Password: ", "operator's passcode"})
    void answersOneHiddenQuestionWithThePassword(String question) {
        try (MinaServer server =
                new MinaServer("EC").acceptKeyboardInteractive(question).start()) {
            assertThat(says(server.host("h"), PASSWORD)).isEqualTo("in");
        }
    }

    @Test
    void triesAWrongPasswordOnceOnly() {
        try (MinaServer server = new MinaServer("EC").acceptPasswordBothWays().start()) {
            assertRefused(server.host("h"), WRONG)
                    .hasMessageContaining("host h")
                    .hasMessageContaining("operator")
                    .hasMessageContaining("credentials key")
                    .message()
                    .doesNotContain("wrong-and-secret");

            assertThat(server.passwordsTried).hasSize(1);
        }
    }

    @Test
    void refusesAWrongPasswordForAQuestion() {
        try (MinaServer server =
                new MinaServer("EC").acceptKeyboardInteractive("Password: ").start()) {
            assertRefused(server.host("h"), WRONG).message().doesNotContain("wrong-and-secret");

            assertThat(server.passwordsTried).hasSize(1);
        }
    }

    @Test
    void doesNotAnswerAQuestionForANewPassword() {
        try (MinaServer server = new MinaServer("EC")
                .acceptKeyboardInteractive("Choose a new passcode")
                .start()) {
            assertRefused(server.host("h"), PASSWORD);
        }
    }

    @Test
    void saysWhenTheHostWantsAnotherKindOfLogin() {
        try (MinaServer server = new MinaServer("EC")
                .acceptKey(TestKeys.of("ecdsa").publicLine())
                .start()) {
            assertRefused(server.host("h"), PASSWORD).hasMessageContaining("publickey");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa", "ecdsa"})
    void logsInWithAKey(String type) throws Exception {
        OpenSshServer.assumeAvailable();
        TestKeys keys = TestKeys.of(type);
        TestKeys locked = TestKeys.of(type, "pass phräse");
        try (OpenSshServer server = new OpenSshServer(dir, keys.publicLine() + "\n" + locked.publicLine())) {
            assertThat(says(server.host("h"), keys.secret())).isEqualTo("in");
            assertThat(says(server.host("h"), locked.secret())).isEqualTo("in");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rsa", "ecdsa"})
    void readsKeysInPemForm(String type) {
        TestKeys keys = TestKeys.of(type, "pass phrase", "-m", "PEM");
        try (MinaServer server =
                new MinaServer("EC").acceptKey(keys.publicLine()).start()) {
            assertThat(says(server.host("h"), keys.secret())).isEqualTo("in");
        }
    }

    @Test
    void refusesAKeyThatItCannotOpen() {
        TestKeys keys = TestKeys.of("ecdsa", "right phrase");
        try (MinaServer server =
                new MinaServer("EC").acceptKey(keys.publicLine()).start()) {
            Host host = server.host("h");

            assertRefused(host, keys.secret("wrong phrase"))
                    .hasMessageContaining("passphrase does not open")
                    .message()
                    .doesNotContain("wrong phrase");
            assertRefused(host, keys.secret("")).hasMessageContaining("needs a passphrase");
            assertRefused(host, new Secret.PrivateKey("rubbish".getBytes(StandardCharsets.UTF_8), new char[0]))
                    .hasMessageContaining("cannot be read")
                    .message()
                    .doesNotContain("rubbish");
        }
    }

    @Test
    void refusesAKeyThatTheHostDoesNotKnow() {
        try (MinaServer server = new MinaServer("EC")
                .acceptKey(TestKeys.of("ecdsa").publicLine())
                .start()) {
            assertRefused(server.host("h"), TestKeys.of("ecdsa").secret()).hasMessageContaining("refused the login");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ed25519", "rsa"})
    void logsInThroughTheAgent(String type) throws Exception {
        OpenSshServer.assumeAvailable();
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/ssh-agent")), "no ssh-agent on this machine");
        TestKeys keys = TestKeys.of(type);
        Path socket = dir.resolve("agent");
        Process agent = new ProcessBuilder("ssh-agent", "-D", "-a", socket.toString()).start();
        try (OpenSshServer server = new OpenSshServer(dir, keys.publicLine());
                SshHosts hosts = hosts(PASSWORD, Optional.of(socket))) {
            addToAgent(socket, keys.file());

            Host host = server.host("h", "", Login.Become.NONE, server.hostKeys(), "");

            assertThat(hosts.shell(host).run(Command.of("echo", "in")).text()).isEqualTo("in");
        } finally {
            agent.destroy();
            agent.waitFor(10, TimeUnit.SECONDS);
        }
    }

    private static void addToAgent(Path socket, Path key) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("ssh-add", "-q", key.toString());
        builder.environment().put("SSH_AUTH_SOCK", socket.toString());
        for (int i = 0; i < 100 && !Files.exists(socket); i++) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        assertThat(builder.start().waitFor()).isZero();
    }

    @Test
    void saysWhenThereIsNoAgent() {
        try (MinaServer server = new MinaServer("EC").acceptPassword().start()) {
            Host host = server.host("h", "", Login.Become.NONE, server.hostKeys(), "");

            try (SshHosts none = hosts(PASSWORD, Optional.empty());
                    SshHosts gone = hosts(PASSWORD, Optional.of(dir.resolve("nothing")))) {
                assertLoginFailed(() -> none.shell(host)).hasMessageContaining("SSH_AUTH_SOCK");
                assertLoginFailed(() -> gone.shell(host)).hasMessageContaining("does not exist");
            }
        }
    }

    @Test
    void saysWhenTheAccountHasNoShell() {
        try (MinaServer server = new MinaServer("EC").acceptPassword().start()) {
            server.loginShell.clear();
            server.loginShell.addAll(List.of("/bin/sh", "-c", "echo This account is not available; exit 1"));

            assertRefused(server.host("h"), PASSWORD)
                    .hasMessageContaining("does not run /bin/sh")
                    .hasMessageContaining("This account is not available");
        }
    }

    @Test
    void skipsWhatTheLoginShellPrintsFirst() {
        try (MinaServer server = new MinaServer("EC").acceptPassword().start()) {
            server.loginShell.clear();
            server.loginShell.addAll(
                    List.of("/bin/sh", "-c", "echo welcome; echo beware >&2; eval \"$1\"", "login-shell"));

            try (SshHosts hosts = hosts(PASSWORD, Optional.empty())) {
                SshShell shell = hosts.shell(server.host("h"));

                assertThat(shell.run(Command.of("echo", "in")).out()).isEqualTo("in\n");
                assertThat(shell.run(Command.of("cat").reading("input")).out()).isEqualTo("input");
                assertThat(shell.run(Command.of("cat").reading("input")).err()).isEmpty();
            }
        }
    }

    private static String says(Host host, Secret secret) {
        try (SshHosts hosts = hosts(secret, Optional.empty())) {
            return hosts.shell(host).run(Command.of("echo", "in")).text();
        }
    }

    private static SshHosts hosts(Secret secret, Optional<Path> agent) {
        return new SshHosts(name -> Optional.empty(), id -> secret, Ticker.SYSTEM, SshLimits.DEFAULT, agent);
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertRefused(Host host, Secret secret) {
        return assertLoginFailed(() -> says(host, secret));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> assertLoginFailed(ThrowingCallable login) {
        return assertThatThrownBy(login).isInstanceOfSatisfying(RelocationException.class, e -> assertThat(e.code())
                .isEqualTo(ErrorCode.LOGIN_FAILED));
    }
}
