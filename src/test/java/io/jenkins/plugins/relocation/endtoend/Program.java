// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The packed program, each command a process of its own in a folder of its own. */
final class Program {
    private static final Path JAR = Path.of("target/relocation.jar").toAbsolutePath();
    private static final long LIMIT_SECONDS = 300;
    private static final int LONGEST_MESSAGE = 3000;

    private final Path folder;
    private final Path log;
    private final Path temporary;
    private int count;
    private boolean inLaboratory = true;

    /** The controller: its home, credentials and inventories are in a folder. What is asked and answered goes to a log. */
    Program(Path folder, Path log) throws IOException {
        this.folder = folder;
        this.log = log;
        this.temporary = Files.createDirectories(folder.resolve("tmp"));
    }

    /** What a command that has ended wrote. */
    record Result(int exit, String out, String err) {
        Result exits(int expected) {
            assertThat(exit).as("exit status of what wrote%n%s%n%s", out, err).isEqualTo(expected);
            return this;
        }

        Result says(String... texts) {
            assertThat(out).contains(texts);
            return this;
        }

        /** Expects a single message for people that holds these texts, without anything of Java in it. */
        Result complains(String... texts) {
            assertThat(err).contains(texts);
            assertThat(err.lines().filter(line -> line.startsWith("relocation: ")))
                    .as("messages in%n%s", err)
                    .hasSize(1);
            assertThat(err + out)
                    .doesNotContain("\tat ", "Exception", "java.", "unexpected error", "io.jenkins")
                    .doesNotContain("null");
            assertThat(err).hasSizeLessThan(LONGEST_MESSAGE);
            return this;
        }
    }

    /** A command that may still be running. */
    final class Running {
        private final String arguments;
        private final Process process;
        private final Path out;
        private final Path err;

        private Running(String arguments, Process process, Path out, Path err) {
            this.arguments = arguments;
            this.process = process;
            this.out = out;
            this.err = err;
        }

        String soFar() {
            return read(out);
        }

        /** What Ctrl-C does. */
        void interrupt() {
            try {
                new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                        .start()
                        .waitFor();
            } catch (IOException | InterruptedException e) {
                throw new AssertionError("cannot send a signal", e);
            }
        }

        /** What the end of power does to it. */
        void kill() {
            process.destroyForcibly();
            process.onExit().join();
        }

        boolean isAlive() {
            return process.isAlive();
        }

        Result result() {
            try {
                if (!process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS)) {
                    throw new AssertionError("did not end: " + read(out) + read(err));
                }
                Result result = new Result(process.exitValue(), read(out), read(err));
                write("$ relocation %s%n%s%s-- exit status %d%n%n"
                        .formatted(arguments, result.out(), result.err(), result.exit()));
                return result;
            } catch (InterruptedException e) {
                throw new AssertionError("interrupted", e);
            } finally {
                process.destroyForcibly();
            }
        }
    }

    /** From now on commands know nothing of the laboratory around them. */
    Program withoutLaboratory() {
        inLaboratory = false;
        return this;
    }

    /** Runs a command to its end. */
    Result run(String... arguments) {
        return start(arguments).result();
    }

    Running start(String... arguments) {
        List<String> command = new ArrayList<>(java());
        command.addAll(Arrays.asList(arguments));
        Path out = folder.resolve("out" + count);
        Path err = folder.resolve("err" + count++);
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        if (!inLaboratory) {
            builder.environment()
                    .keySet()
                    .removeIf(name -> name.startsWith("RELOCATION_LAB") && !name.equals("RELOCATION_LAB_CACHE"));
        }
        builder.environment().put("RELOCATION_HOME", folder.resolve("home").toString());
        try {
            return new Running(String.join(" ", arguments), builder.start(), out, err);
        } catch (IOException e) {
            throw new AssertionError("cannot start " + command, e);
        }
    }

    /** Files that the program left in its temporary folder. */
    List<Path> temporaryFiles() {
        try (var files = Files.list(temporary)) {
            return files.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> java() {
        return List.of(
                // Whoever runs the tests in the background has made them deaf to Ctrl-C; a shell's user is not.
                "env",
                "--default-signal=INT",
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dfile.encoding=UTF-8",
                "-Djava.io.tmpdir=" + temporary,
                "-jar",
                JAR.toString());
    }

    private void write(String text) {
        try {
            Files.writeString(log, text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new AssertionError("cannot write " + log, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
