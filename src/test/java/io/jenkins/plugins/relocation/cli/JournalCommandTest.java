// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Head;
import io.jenkins.plugins.relocation.journal.Journal;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalCommandTest {
    private static final String RUN = "r-0123456789ab-01234567-1";

    @TempDir
    Path home;

    private final PrintStream out = System.out;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private Path file;
    private String printed;

    @BeforeEach
    void write() throws IOException {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        RunStore store = new RunStore(home);
        file = store.journal(RUN);
        Files.createDirectories(file.getParent());
        try (Journal journal = Journal.open(file, Ticker.SYSTEM)) {
            journal.append(new Entry.RunOpened(RUN, "p-0123456789ab", "ab", "alice"));
            journal.append(new Entry.RunSettled(0, 0, 1));
            Head head = journal.sign(RUN, store.identity().signer());
            printed = "12:00:01  " + head.printed();
        }
    }

    @AfterEach
    void restore() {
        System.setOut(out);
    }

    private int run(String... args) {
        said.reset();
        return Main.run(args);
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }

    private int verify(String... more) {
        String[] args = new String[5 + more.length];
        System.arraycopy(new String[] {"journal", "verify", "--home", home.toString(), RUN}, 0, args, 0, 5);
        System.arraycopy(more, 0, args, 5, more.length);
        return run(args);
    }

    @Test
    void tellsThatAJournalIsIntact() {
        assertThat(verify("--head", printed)).isZero();
        assertThat(said())
                .startsWith("intact: 3 lines, head ")
                .contains("the given head is its line 2")
                .doesNotContain("not signed");
        assertThat(verify()).isZero();
    }

    @Test
    void tellsACutTailFromARebuiltChainAndFromAnotherKey(@TempDir Path other) throws IOException {
        List<String> lines = Files.readAllLines(file);
        Files.writeString(file, lines.get(0) + "\n");
        assertThat(verify("--head", printed)).isEqualTo(13);
        assertThat(said()).startsWith("NOT intact: 1 lines").contains("cut after line 1");

        Files.delete(file);
        try (Journal journal = Journal.open(file, Ticker.SYSTEM)) {
            journal.append(new Entry.RunOpened(RUN, "p-0123456789ab", "ab", "mallory"));
            journal.append(new Entry.RunSettled(0, 0, 1));
        }
        assertThat(verify("--head", printed)).isEqualTo(13);
        assertThat(said()).contains("rebuilt: line 2 is not the one");
        assertThat(verify()).isZero();
        assertThat(said()).contains("lines after 0 are not signed");

        Files.writeString(file, String.join("\n", lines) + "\n");
        Path key = other.resolve("key.pem");
        Files.writeString(key, new RunStore(other).identity().signer().key().pem());
        assertThat(verify("--head", printed, "--key", key.toString())).isEqualTo(13);
        assertThat(said()).contains("other key: ");
    }

    @Test
    void verifiesElsewhereWithThePublicKey(@TempDir Path other) throws IOException {
        assertThat(run("journal", "key", "--home", home.toString())).isZero();
        Path key = other.resolve("key.pem");
        Files.writeString(key, said());
        Path copy = other.resolve("copy.jsonl");
        Files.copy(file, copy);

        int status = run(
                "journal",
                "verify",
                "--home",
                other.toString(),
                "--key",
                key.toString(),
                "--head",
                printed,
                copy.toString());

        assertThat(said()).startsWith("intact: 3 lines");
        assertThat(status).isZero();
        assertThat(Files.readString(key))
                .startsWith("-----BEGIN PUBLIC KEY-----")
                .doesNotContain("PRIVATE");
    }

    @Test
    void refusesALineThatHoldsNoHead() {
        assertThat(verify("--head", "run r-1 settled")).isEqualTo(2);
        assertThat(verify("--head", printed.replace("line 2", "line 1"))).isEqualTo(2);
        assertThat(said()).contains("is none that key");
    }
}
