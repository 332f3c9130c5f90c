// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.model.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(name = "journal", mixinStandardHelpOptions = true, description = "Reads journals.")
final class JournalCommand {
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = "Checks that a journal is as it was written, and prints the hash of its last line.")
    int verify(
            @Mixin Common common,
            @Parameters(paramLabel = "RUN", description = "Id of a run, or a journal file.") String run) {
        JournalReader.Content content = read(common, run);
        System.out.printf(
                "intact: %d lines, head %s%s%n",
                content.lines().size(),
                content.head(),
                content.tornBytes() == 0
                        ? ""
                        : "; a last line of %d bytes was cut off while it was written".formatted(content.tornBytes()));
        return 0;
    }

    @Command(name = "show", mixinStandardHelpOptions = true, description = "Prints a journal, a line for each entry.")
    int show(
            @Mixin Common common,
            @Parameters(paramLabel = "RUN", description = "Id of a run, or a journal file.") String run) {
        JournalReader.Content content = read(common, run);
        content.lines()
                .forEach(line -> System.out.println(
                        common.json() ? Json.line(line) : "%s  %s".formatted(line.at(), Json.line(line.entry()))));
        return 0;
    }

    private static JournalReader.Content read(Common common, String run) {
        Path file = Path.of(run);
        return JournalReader.read(Files.isRegularFile(file) ? file : new RunStore(common.home()).journal(run));
    }
}
