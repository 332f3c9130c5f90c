// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.journal.ChainCheck;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Head;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.journal.VerifyKey;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "journal", mixinStandardHelpOptions = true, description = "Reads journals.")
final class JournalCommand {
    @Command(
            name = "verify",
            mixinStandardHelpOptions = true,
            description = {
                "Checks that a journal is as it was written: the chain of its lines, the signatures in it, and a head from a log.",
                "Ends with 0, or with 13: cut, rebuilt, or signed with another key."
            })
    int verify(
            @Mixin Common common,
            @Parameters(paramLabel = "RUN", description = "Id of a run, or a journal file.") String run,
            @Option(
                            names = "--head",
                            paramLabel = "LINE",
                            description =
                                    "A line 'journal of …' as it was printed; what stands around it in the log does no harm.")
                    String head,
            @Option(
                            names = "--key",
                            paramLabel = "FILE",
                            description = "Public key of the controller that ran it (default: this controller's).")
                    Path key) {
        JournalReader.Content content = read(common, run);
        ChainCheck.Result result = new ChainCheck(id(run, content), content, key(common, key)).against(head(head));
        System.out.println(describe(content, result));
        return switch (result.verdict()) {
            case OK -> 0;
            case NO_SUCH_HEAD -> ErrorCode.BAD_INPUT.exitStatus();
            case CUT, REBUILT, OTHER_KEY -> ErrorCode.DAMAGED.exitStatus();
        };
    }

    @Command(
            name = "key",
            mixinStandardHelpOptions = true,
            description = "Prints the public key with which journals of this controller are verified elsewhere.")
    int key(@Mixin Common common) {
        VerifyKey key = new RunStore(common.home()).identity().signer().key();
        System.out.print(common.json() ? Json.line(Map.of("id", key.id(), "pem", key.pem())) + "\n" : key.pem());
        return 0;
    }

    private static String describe(JournalReader.Content content, ChainCheck.Result result) {
        return "%s: %d lines, head %s; %s%s%s"
                .formatted(
                        result.verdict() == ChainCheck.Verdict.OK ? "intact" : "NOT intact",
                        content.lines().size(),
                        content.head(),
                        result.text(),
                        result.verdict() == ChainCheck.Verdict.OK ? unsigned(content, result) : "",
                        content.tornBytes() == 0
                                ? ""
                                : "; a last line of %d bytes was cut off while it was written"
                                        .formatted(content.tornBytes()));
    }

    /** The last line holds the last signature and is itself signed by nobody. */
    private static String unsigned(JournalReader.Content content, ChainCheck.Result result) {
        long lines = content.lines().size();
        boolean all = lines == 0
                || result.signedLines() == lines - 1
                        && content.entries().get((int) lines - 1) instanceof Entry.HeadSigned;
        return all
                ? ""
                : "; lines after %d are not signed: a step is under way, or did not get to its end"
                        .formatted(result.signedLines());
    }

    private static Optional<Head> head(String text) {
        if (text == null) {
            return Optional.empty();
        }
        Optional<Head> found = Head.find(text);
        if (found.isEmpty()) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "there is no head of a journal in %s: give the line 'journal of RUN: line …' whole"
                            .formatted(Names.quote(text)));
        }
        return found;
    }

    private static VerifyKey key(Common common, Path file) {
        return file == null ? new RunStore(common.home()).identity().signer().key() : VerifyKey.of(Inputs.text(file));
    }

    /** A file says itself of which run it is the journal; otherwise the one that was asked for has to be it. */
    private static String id(String run, JournalReader.Content content) {
        if (!Files.isRegularFile(Path.of(run)) || content.lines().isEmpty()) {
            return run;
        }
        Entry first = content.entries().get(0);
        if (first instanceof Entry.RunOpened opened) {
            return opened.run();
        }
        return first instanceof Entry.TakeOverOpened opened ? opened.takeOver() : run;
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
        if (Files.isRegularFile(file)) {
            return JournalReader.read(file);
        }
        Path journal = new RunStore(common.home()).journal(run);
        if (!Files.exists(journal)) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "%s is neither a file nor the id of a run of this controller; relocation status lists the runs"
                            .formatted(Names.quote(run)));
        }
        return JournalReader.read(journal);
    }
}
