// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/**
 * A command for a host. Arguments are data: they reach the program as they are, whatever characters they hold.
 *
 * @param argv program and arguments, at least one; no line may hold a NUL character
 * @param input what the command reads from standard input; the place for secrets, which must not be arguments
 * @param deadline how long it may take; after that the outcome is unknown
 * @param asRoot whether it needs root's rights, which the host's login then provides
 */
public record Command(List<String> argv, byte[] input, Duration deadline, boolean asRoot) {
    /** Deadline of a command that only looks. */
    public static final Duration QUICK = Duration.ofSeconds(20);

    private static final byte[] NOTHING = {};

    public Command {
        argv = List.copyOf(requireNonNull(argv, "argv is null"));
        if (argv.isEmpty() || argv.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("a command needs a program, and no word of it may hold a NUL character");
        }
        input = requireNonNull(input, "input is null").clone();
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("deadline %s must be more than zero".formatted(deadline));
        }
    }

    /** A quick command with the login's own rights. */
    public static Command of(String... argv) {
        return new Command(List.of(argv), NOTHING, QUICK, false);
    }

    /** A quick command with root's rights. */
    public static Command root(String... argv) {
        return new Command(List.of(argv), NOTHING, QUICK, true);
    }

    /** A quick command with root's rights. */
    public static Command root(List<String> argv) {
        return new Command(argv, NOTHING, QUICK, true);
    }

    public Command within(Duration otherDeadline) {
        return new Command(argv, input, otherDeadline, asRoot);
    }

    public Command reading(byte[] otherInput) {
        return new Command(argv, otherInput, deadline, asRoot);
    }

    public Command reading(String text) {
        return reading(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public byte[] input() {
        return input.clone();
    }

    @Override
    public String toString() {
        return "Command[%s%s]".formatted(asRoot ? "root: " : "", String.join(" ", argv));
    }
}
