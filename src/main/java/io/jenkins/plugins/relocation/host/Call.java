// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.Command;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A command of the host script.
 *
 * @param command its name: "thaw"
 * @param arguments what comes after it
 * @param input what it reads from standard input
 * @param deadline how long it may take
 */
public record Call(String command, List<String> arguments, String input, Duration deadline) {
    public Call {
        requireNonNull(command, "command is null");
        arguments = List.copyOf(arguments);
        requireNonNull(input, "input is null");
        requireNonNull(deadline, "deadline is null");
    }

    /** A quick command that reads nothing. */
    public static Call of(String command, String... arguments) {
        return new Call(command, List.of(arguments), "", Command.QUICK);
    }

    public Call reading(String otherInput) {
        return new Call(command, arguments, otherInput, deadline);
    }

    public Call within(Duration otherDeadline) {
        return new Call(command, arguments, input, otherDeadline);
    }

    byte[] bytes() {
        return input.getBytes(StandardCharsets.UTF_8);
    }
}
