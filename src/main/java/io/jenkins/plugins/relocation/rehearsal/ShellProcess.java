// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Runs one command of the script on this machine, as Jenkins does: {@code sh -xe} in the current directory. */
final class ShellProcess {
    /** What {@code returnStdout} can hold. */
    private static final int MAX_CAPTURE = 16 * 1024 * 1024;

    private static final int CHUNK = 8192;

    /** How long output may still come after the command has ended, from processes that it left behind. */
    private static final long LATE_OUTPUT_MILLIS = 2_000;

    private final Build build;
    private final boolean capture;
    private final String branch;
    private final StringBuilder captured = new StringBuilder();

    ShellProcess(Build build, boolean capture) {
        this.build = build;
        this.capture = capture;
        this.branch = build.output().branch();
    }

    Answers.Shell run(String script) throws IOException {
        Path file = Files.createTempFile("rehearsal-", ".sh");
        try {
            Files.writeString(file, script);
            ProcessBuilder builder = new ProcessBuilder(command(script, file))
                    .directory(build.frame().directory().toFile())
                    .redirectErrorStream(!capture);
            builder.environment().putAll(build.environment().all());
            int status = finish(builder.start());
            synchronized (captured) {
                if (captured.length() > MAX_CAPTURE) {
                    throw new StepFailure(
                            "sh wrote more than %d characters; returnStdout holds no more".formatted(MAX_CAPTURE));
                }
                return new Answers.Shell(captured.toString(), status);
            }
        } finally {
            Files.delete(file);
        }
    }

    private static List<String> command(String script, Path file) throws IOException {
        if (!script.startsWith("#!")) {
            return List.of("/bin/sh", "-xe", file.toString());
        }
        if (!file.toFile().setExecutable(true, true)) {
            throw new IOException("cannot make %s executable".formatted(file));
        }
        return List.of(file.toString());
    }

    private int finish(Process process) {
        Cancellation cancellation = build.frame().cancellation();
        Cancellation.Registration killer = build.whenEnding(cancellation, () -> kill(process));
        try {
            return build.blocking(() -> {
                process.getOutputStream().close();
                Thread out = reader(process.getInputStream(), capture ? this::keep : this::show);
                Thread err = reader(process.getErrorStream(), this::show);
                int status = process.waitFor();
                out.join(LATE_OUTPUT_MILLIS);
                err.join(LATE_OUTPUT_MILLIS);
                return status;
            });
        } finally {
            killer.close();
            cancellation.check();
        }
    }

    private static void kill(Process process) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    private static Thread reader(InputStream stream, Output to) {
        Thread thread = new Thread(() -> read(stream, to), "rehearsal-output");
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    private static void read(InputStream stream, Output to) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
            to.take(reader);
        } catch (IOException e) {
            // The command was ended, or has ended long ago and left its output to another process.
            Thread.currentThread().interrupt();
        }
    }

    private void show(BufferedReader reader) throws IOException {
        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
            build.output().say(branch, line);
        }
    }

    private void keep(BufferedReader reader) throws IOException {
        char[] chunk = new char[CHUNK];
        for (int count = reader.read(chunk); count >= 0; count = reader.read(chunk)) {
            synchronized (captured) {
                captured.append(chunk, 0, Math.min(count, MAX_CAPTURE + 1 - captured.length()));
            }
        }
    }

    /** Takes what a command writes. */
    @FunctionalInterface
    private interface Output {
        void take(BufferedReader reader) throws IOException;
    }
}
