// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Gives commands root's rights as the host's login says, and tells a refusal of sudo from a failure of the command. */
final class Become {
    private static final int SUDO_REFUSED = 1;
    private static final int NOT_FOUND = 127;
    private static final List<String> SUDO = List.of("sudo", "-n", "--");
    /** What sudo 1.8 to 1.9 and sudo-rs say, in the C locale. */
    private static final List<String> NEEDS_PASSWORD = List.of(
            "a password is required",
            "a terminal is required",
            "no tty present",
            "you must have a tty",
            "interactive authentication is required");

    private static final List<String> NO_RULE = List.of(
            "is not allowed to execute",
            "is not in the sudoers file",
            "may not run sudo",
            "I'm afraid I can't do that");

    private final Host host;
    private final Command command;

    Become(Host host, Command command) {
        this.host = host;
        this.command = command;
        if (command.argv().get(0).startsWith("-")) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "%s is not the name of a program: it begins with '-'"
                            .formatted(Names.quote(command.argv().get(0))));
        }
    }

    /** What is run on the host. */
    List<String> argv() {
        return viaSudo() ? Stream.concat(SUDO.stream(), command.argv().stream()).toList() : command.argv();
    }

    /** The result, unless it is sudo's and not the command's. */
    CommandResult check(CommandResult result) {
        if (!viaSudo() || result.succeeded()) {
            return result;
        }
        if (result.status() == NOT_FOUND
                && result.err().contains("sudo")
                && result.err().contains("not found")) {
            throw refused(ErrorCode.HOST_FAILED, "there is no sudo", result);
        }
        if (result.status() == SUDO_REFUSED && says(result, NEEDS_PASSWORD)) {
            throw refused(ErrorCode.LOGIN_FAILED, "sudo asks for a password", result);
        }
        if (result.status() == SUDO_REFUSED && says(result, NO_RULE)) {
            throw refused(ErrorCode.LOGIN_FAILED, "sudo has no rule that allows it", result);
        }
        return result;
    }

    private boolean viaSudo() {
        return command.asRoot() && host.login().become() == Login.Become.SUDO;
    }

    /** Only what stands in a line of sudo's own counts: the command's output may hold anything. */
    private static boolean says(CommandResult result, List<String> phrases) {
        Optional<String> last =
                result.err().lines().filter(line -> !line.isBlank()).reduce((a, b) -> b);
        return last.filter(
                        line -> line.startsWith("sudo: ") || line.startsWith("Sorry, user ") || line.contains("sudo"))
                .filter(line -> phrases.stream().anyMatch(line::contains))
                .isPresent();
    }

    private RelocationException refused(ErrorCode code, String why, CommandResult result) {
        String user = host.login().user();
        return new RelocationException(
                code,
                "host %s, account %s, command %s as root: %s (%s); allow it without a password in sudoers, as in \"%s ALL=(root) NOPASSWD: %s\", or log in as root"
                        .formatted(
                                host.name(),
                                user,
                                Texts.command(command.argv()),
                                why,
                                Names.quote(result.err().strip()),
                                user,
                                command.argv().get(0)));
    }
}
