// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a chain of hashes alone does not tell. */
class ChainCheckTest {
    @TempDir
    Path folder;

    private SignedJournal journal;

    @BeforeEach
    void write() {
        journal = new SignedJournal(folder.resolve("journal.jsonl"));
    }

    @Test
    void findsAnUntouchedJournalIntactAgainstEveryHeadThatWasPrinted() {
        assertThat(journal.check(null).verdict()).isEqualTo(ChainCheck.Verdict.OK);
        for (Head head : journal.printed) {
            ChainCheck.Result result = journal.check(head);

            assertThat(result.verdict()).isEqualTo(ChainCheck.Verdict.OK);
            assertThat(result.signedLines()).isEqualTo(5);
        }
    }

    @Test
    void tellsWhereTheEndIsMissing() {
        journal.become(journal.lines().subList(0, 4));

        assertThat(journal.check(journal.lastPrinted()).verdict()).isEqualTo(ChainCheck.Verdict.CUT);
        assertThat(journal.check(journal.lastPrinted()).text())
                .isEqualTo("cut after line 4: it had at least 5 lines when the given head was printed");
        assertThat(journal.check(journal.printed.get(0)).verdict()).isEqualTo(ChainCheck.Verdict.OK);
        assertThat(journal.check(null).signedLines()).isEqualTo(2);
    }

    @Test
    void tellsThatAJournalWasBuiltAnewWithoutTheKey() throws Exception {
        rebuild(List.of(
                new Entry.RunOpened(SignedJournal.RUN, "p-0123456789ab", "ab", "alice"),
                new Entry.RunSettled(0, 0, 1),
                new Entry.Problem("", ErrorCode.STOPPED, "x"),
                new Entry.Problem("", ErrorCode.STOPPED, "x"),
                new Entry.Problem("", ErrorCode.STOPPED, "x")));

        ChainCheck.Result result = journal.check(journal.lastPrinted());

        assertThat(result.verdict()).isEqualTo(ChainCheck.Verdict.REBUILT);
        assertThat(result.text())
                .isEqualTo("rebuilt: line 5 is not the one that the given head names; nothing in it can be relied on");
    }

    @Test
    void tellsThatOldSignaturesWereKeptInAJournalThatWasBuiltAnew() throws Exception {
        List<Entry> entries = new ArrayList<>(JournalReader.read(journal.file).entries());
        entries.set(1, new Entry.Intended("redis", Act.PREPARE, ""));
        rebuild(entries);

        ChainCheck.Result result = journal.check(null);

        assertThat(result.verdict()).isEqualTo(ChainCheck.Verdict.REBUILT);
        assertThat(result.text()).startsWith("rebuilt: line 3 holds a signature that is none of what stands before it");
    }

    @Test
    void tellsUpToWhereAJournalWithANewEndCanBeReliedOn() throws Exception {
        journal.become(journal.lines().subList(0, 3));
        try (Journal more = Journal.open(journal.file, Ticker.SYSTEM)) {
            more.append(new Entry.RunSettled(0, 1, 0));
            more.append(new Entry.RunSettled(0, 1, 0));
        }

        ChainCheck.Result result = journal.check(journal.lastPrinted());

        assertThat(result.verdict()).isEqualTo(ChainCheck.Verdict.REBUILT);
        assertThat(result.text()).endsWith("lines up to 2 bear a right signature");
    }

    @Test
    void tellsAnotherKeyFromARebuiltChain() throws Exception {
        Signer.Pems pems = Signer.generate();
        Signer other = Signer.of(pems.secret(), pems.open());
        Files.delete(journal.file);
        try (Journal again = Journal.open(journal.file, Ticker.SYSTEM)) {
            again.append(new Entry.RunOpened(SignedJournal.RUN, "p-0123456789ab", "ab", "alice"));
            again.sign(SignedJournal.RUN, other);
        }
        Head foreign = other.sign(SignedJournal.RUN, 1, "a".repeat(64));

        assertThat(journal.check(null).verdict()).isEqualTo(ChainCheck.Verdict.OTHER_KEY);
        assertThat(journal.check(null).text())
                .contains(other.key().id(), SignedJournal.SIGNER.key().id());
        assertThat(new SignedJournal(folder.resolve("second.jsonl"))
                        .check(foreign)
                        .verdict())
                .isEqualTo(ChainCheck.Verdict.OTHER_KEY);
    }

    @Test
    void believesNoHeadThatWasNotSigned() {
        Head real = journal.printed.get(0);
        Head forged = new Head(real.run(), 4, real.hash(), real.key(), real.signature());
        Head ofAnotherRun = SignedJournal.SIGNER.sign("r-other", 1, "a".repeat(64));

        assertThat(journal.check(forged).verdict()).isEqualTo(ChainCheck.Verdict.NO_SUCH_HEAD);
        assertThat(journal.check(ofAnotherRun).verdict()).isEqualTo(ChainCheck.Verdict.NO_SUCH_HEAD);
    }

    @Test
    void signsNothingTwice() {
        try (Journal again = Journal.open(journal.file, Ticker.SYSTEM)) {
            assertThat(again.sign(SignedJournal.RUN, SignedJournal.SIGNER)).isEqualTo(journal.lastPrinted());
            assertThat(again.entries()).hasSize(6);
        }
    }

    @Test
    void findsAHeadInALineOfALog() {
        Head head = journal.lastPrinted();

        assertThat(Head.find("[2026-11-23T03:12:45Z]   " + head.printed() + "  \n"))
                .contains(head);
        assertThat(Head.find("{\"head\":\"" + head.printed() + "\"}")).contains(head);
        assertThat(Head.find(head.printed().replace(", ", ",\n   "))).contains(head);
        assertThat(Head.find(head.printed().substring(0, head.printed().length() - 1)))
                .isEmpty();
        assertThat(Head.find(head.printed() + "x")).isEmpty();
    }

    @Test
    void showsNothingOfAPrivateKey() {
        Signer.Pems pems = Signer.generate();
        String spoilt = pems.secret().replaceFirst("\n..", "\n!!");

        assertThat(pems.toString())
                .doesNotContain(pems.secret().lines().toList().get(1));
        assertThat(Signer.of(pems.secret(), pems.open()).toString())
                .isEqualTo("signer with key " + VerifyKey.of(pems.open()).id());
        assertThatThrownBy(() -> Signer.of(spoilt, pems.open()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasNoCause()
                .hasMessage("this is no private Ed25519 key in PEM form");
        assertThatThrownBy(() ->
                        Signer.of(pems.secret(), SignedJournal.SIGNER.key().pem()))
                .hasMessageContaining("does not belong to public key");
    }

    @Test
    void theKeyThatIsGivenAwayVerifiesElsewhere() {
        VerifyKey given = VerifyKey.of(SignedJournal.SIGNER.key().pem());

        assertThat(new ChainCheck(SignedJournal.RUN, JournalReader.read(journal.file), given)
                        .against(Optional.of(journal.lastPrinted()))
                        .verdict())
                .isEqualTo(ChainCheck.Verdict.OK);
        assertThatThrownBy(() -> VerifyKey.of("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** As somebody with an editor and much patience would. */
    private void rebuild(List<Entry> entries) throws Exception {
        Files.delete(journal.file);
        try (Journal again = Journal.open(journal.file, Ticker.SYSTEM)) {
            entries.forEach(again::append);
        }
    }
}
