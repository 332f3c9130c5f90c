// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.ExtensionList;
import hudson.model.TaskListener;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Overdue;
import io.jenkins.plugins.relocation.engine.RealEngine;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.engine.RunBook;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.jenkins.page.JournalView;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class HoldDeadlinesTest {
    @TempDir
    private Path home;

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    private final ByteArrayOutputStream log = new ByteArrayOutputStream();
    private final List<String> opened = new ArrayList<>();
    private RealEngine engine;

    @BeforeEach
    void relocate() {
        engine = new RealEngine(home);
        engine.relocate(new Scope(engine.plan().id(), 0), Caller.of("ops/evacuate #12", RelocationListener.NONE));
        ExtensionList.put(
                Engines.class,
                new Engines(
                        () -> home,
                        (h, secrets, dialer, settings) -> {
                            opened.add(secrets.getClass().getSimpleName());
                            return engine;
                        },
                        JournalView::new,
                        yaml -> List.of()));
    }

    @Test
    void verifiesWhatRanUnverifiedForTooLong() {
        check(Duration.ofDays(1));

        assertThat(log.toString(StandardCharsets.UTF_8)).contains("ran unverified for longer", "COMMITTED");
        assertThat(opened).containsExactly("JenkinsSecrets");
        assertThat(overdue(Duration.ofDays(2))).isEmpty();
    }

    @Test
    void leavesAloneWhatStillMayRunUnverified() {
        check(Duration.ofMinutes(1));

        assertThat(log.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(overdue(Duration.ofDays(1))).hasSize(1).first().satisfies(each -> {
            assertThat(each.who()).isEqualTo("ops/evacuate #12");
            assertThat(each.wave()).isEqualTo(1);
        });
    }

    @Test
    void leavesARunToTheStepThatWorksOnIt() {
        ExtensionList.put(
                Engines.class,
                new Engines(
                        () -> home,
                        (h, secrets, dialer, settings) -> {
                            throw new RelocationException(ErrorCode.BUSY, "run r-1 is being worked on by alice");
                        },
                        JournalView::new,
                        yaml -> List.of()));

        check(Duration.ofDays(1));

        assertThat(log.toString(StandardCharsets.UTF_8)).doesNotContain("alice");
        assertThat(overdue(Duration.ofDays(1))).hasSize(1);
    }

    private void check(Duration later) {
        PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
        TaskListener listener = () -> out;
        new HoldDeadlines(in(later)).execute(listener);
    }

    private List<Overdue> overdue(Duration later) {
        RunStore store = new RunStore(home);
        return Overdue.in(store, in(later).now(), new RunBook(store, in(later))::closed);
    }

    /** The engine of the tests begins at that time of day. */
    private static Ticker in(Duration later) {
        return new Ticker() {
            @Override
            public Instant now() {
                return Instant.parse("2026-01-01T00:00:00Z").plus(later);
            }

            @Override
            public long nanos() {
                return later.toNanos();
            }

            @Override
            public void pause(Duration duration) {}
        };
    }

    @Test
    void looksOnceAMinute() {
        assertThat(new HoldDeadlines().getRecurrencePeriod()).isEqualTo(60_000);
    }

    @Test
    void leavesTheLogOfJenkinsAlone() {
        HoldDeadlines deadlines = new HoldDeadlines();

        assertThat(deadlines.getNormalLoggingLevel()).isEqualTo(Level.FINE);
        assertThat(deadlines.getSlowLoggingLevel()).isEqualTo(Level.FINE);
    }

    @Test
    void readsAJournalOfARunThatHasEndedOnce() throws Exception {
        check(Duration.ofDays(1));
        log.reset();
        check(Duration.ofDays(2));
        Path journal = Files.walk(home)
                .filter(path -> path.endsWith("journal.jsonl"))
                .findFirst()
                .orElseThrow();
        FileTime written = Files.getLastModifiedTime(journal);
        byte[] bytes = Files.readAllBytes(journal);
        // As long and as old as before, and no journal any more: whoever reads it says so.
        bytes[bytes.length / 2] ^= 1;
        Files.write(journal, bytes);
        Files.setLastModifiedTime(journal, written);

        RunStore store = new RunStore(home);
        String run = store.runs().get(0);

        assertThat(JournalView.endedIn(store).test(run)).isTrue();
        assertThatThrownBy(() -> new RunBook(store, in(Duration.ZERO)).closed(run))
                .isInstanceOf(RelocationException.class);
        Files.setLastModifiedTime(journal, FileTime.from(written.toInstant().plusSeconds(1)));
        assertThatThrownBy(() -> JournalView.endedIn(store).test(run)).isInstanceOf(RelocationException.class);
    }
}
