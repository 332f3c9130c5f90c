// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.engine.StopSignal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What a test rehearses on: a directory, a fake engine, and the console's text. */
final class TestStage {
    final FakeSteps steps = new FakeSteps();
    final StopSignal stop = new StopSignal();
    private final ByteArrayOutputStream console = new ByteArrayOutputStream();
    private final Path directory;
    RehearsalOptions options = RehearsalOptions.DEFAULT.within(Duration.ofMinutes(1));

    TestStage(Path directory) {
        this.directory = directory;
        write("inventory.yaml", "hosts: {}\n");
    }

    /** Runs a Jenkinsfile with that text. */
    RehearsalResult run(String text) {
        return run(write("Jenkinsfile", text));
    }

    RehearsalResult run(Path jenkinsfile) {
        Caller caller = new Caller("test", RelocationListener.NONE, stop);
        PrintStream out = new PrintStream(console, true, StandardCharsets.UTF_8);
        return new Rehearsal(steps, new ConsoleView(out)).run(jenkinsfile, options, caller);
    }

    /** Runs a declarative pipeline with one stage and these steps. */
    RehearsalResult steps(String steps) {
        return run(
                """
                pipeline {
                  agent any
                  stages {
                    stage('One') {
                      steps {
                %s
                      }
                    }
                  }
                }
                """
                        .formatted(steps));
    }

    Path write(String name, String text) {
        try {
            return Files.writeString(directory.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String console() {
        return console.toString(StandardCharsets.UTF_8);
    }

    /** Lines that the script itself wrote. */
    List<String> said() {
        return console()
                .lines()
                .takeWhile(line -> !line.equals("Stages:"))
                .filter(line -> !line.contains("[Pipeline]")
                        && !line.startsWith("(rehearsal)")
                        && !line.startsWith("ERROR: ")
                        && !line.startsWith("Finished: ")
                        && !line.isBlank())
                .toList();
    }

    /** What {@code post} sections said: the lines that begin with "P ", without it. */
    List<String> posts() {
        return said().stream()
                .filter(line -> line.startsWith("P "))
                .map(line -> line.substring(2))
                .toList();
    }
}
