// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A sudo of the test stands first on the account's PATH. */
class BecomeTest {
    @TempDir
    private Path bin;

    private final MinaServer server = new MinaServer("EC").acceptPassword();
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
    void putsSudoBeforeCommandsThatNeedRoot() throws IOException {
        SshShell shell = shell("#!/bin/sh\necho \"sudo: $*\"; shift 2; exec \"$@\"\n", Login.Become.SUDO);

        assertThat(shell.run(Command.root("printf", "%s", "a b; $(id)")).out())
                .isEqualTo("sudo: -n -- printf %s a b; $(id)\na b; $(id)");
        assertThat(shell.run(Command.root("cat").reading("input")).out()).isEqualTo("sudo: -n -- cat\ninput");
        assertThat(shell.run(Command.of("echo", "plain")).out()).isEqualTo("plain\n");
    }

    @Test
    void runsCommandsPlainlyWhereTheAccountIsRoot() throws IOException {
        SshShell shell = shell("#!/bin/sh\nexit 99\n", Login.Become.NONE);

        assertThat(shell.run(Command.root("echo", "plain")).out()).isEqualTo("plain\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sudo: a password is required",
                "sudo: sorry, you must have a tty to run sudo",
                "sudo: interactive authentication is required"
            })
    void saysThatSudoWantsAPassword(String message) throws IOException {
        SshShell shell = shell("#!/bin/sh\necho '" + message + "' >&2; exit 1\n", Login.Become.SUDO);

        assertFails(shell, ErrorCode.LOGIN_FAILED, "asks for a password");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Sorry, user operator is not allowed to execute \"/usr/bin/criu check\" as root on h.",
                "operator is not in the sudoers file.",
                "Sorry, user operator may not run sudo on h."
            })
    void saysThatSudoHasNoRule(String message) throws IOException {
        SshShell shell = shell("#!/bin/sh\ncat <<'E' >&2\n" + message + "\nE\nexit 1\n", Login.Become.SUDO);

        assertFails(shell, ErrorCode.LOGIN_FAILED, "no rule");
    }

    @Test
    void saysThatThereIsNoSudo() throws IOException {
        server.environment.put("PATH", bin.toString());
        SshShell shell = start(Login.Become.SUDO);

        assertFails(shell, ErrorCode.HOST_FAILED, "there is no sudo");
    }

    @Test
    void leavesFailuresOfTheCommandAlone() throws IOException {
        SshShell shell = shell("#!/bin/sh\nshift 2; exec \"$@\"\n", Login.Become.SUDO);

        CommandResult result = shell.run(
                Command.root("sh", "-c", "echo 'sudo: a password is required' >&2; echo 'disk full' >&2; exit 1"));

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.err()).endsWith("disk full\n");
    }

    private static void assertFails(SshShell shell, ErrorCode code, String why) {
        assertThatThrownBy(() -> shell.run(Command.root("criu", "check")))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining("host h")
                .hasMessageContaining("account operator")
                .hasMessageContaining("criu check")
                .hasMessageContaining(why)
                .hasMessageContaining("operator ALL=(root) NOPASSWD: criu");
    }

    private SshShell shell(String sudo, Login.Become become) throws IOException {
        Path file = Files.writeString(bin.resolve("sudo"), sudo);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        server.environment.put("PATH", bin + ":/usr/bin:/bin");
        return start(become);
    }

    private SshShell start(Login.Become become) {
        server.start();
        return hosts.shell(server.host("h", "password", become, server.hostKeys(), ""));
    }
}
