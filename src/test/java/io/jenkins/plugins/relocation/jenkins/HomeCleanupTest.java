// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import hudson.model.TaskListener;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.RealEngine;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.jenkins.page.JournalView;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.TestClock;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class HomeCleanupTest {
    private static final Duration WEEK = Duration.ofDays(7);

    @TempDir
    private Path home;

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    private RealEngine engine;

    @BeforeEach
    void open() throws IOException {
        engine = new RealEngine(home);
        Files.setLastModifiedTime(planFile(), FileTime.from(Instant.parse("2026-01-01T00:00:00Z")));
    }

    @Test
    void removesARunThatWentBackLongAgoAndThenItsPlan() throws Exception {
        relocate();
        engine.rollback(RollbackParameters.all(engine.plan().id()), caller());

        List<String> removed = cleanup().removeOlderThan(WEEK);

        assertThat(removed).hasSize(2).last().isEqualTo(engine.plan().id());
        assertThat(engine.runs()).isZero();
        assertThat(planFile()).doesNotExist();
    }

    @Test
    void keepsTheRunThatTellsWhereAWorkloadIs() throws Exception {
        relocate();
        engine.verify(new Scope(engine.plan().id(), 0), caller());

        assertThat(cleanup().removeOlderThan(WEEK)).isEmpty();
        assertThat(engine.runs()).isEqualTo(1);
    }

    @Test
    void keepsWhatIsUnderWayAndWhatEndedOfLate() throws Exception {
        relocate();

        assertThat(cleanup().removeOlderThan(WEEK)).isEmpty();

        engine.rollback(RollbackParameters.all(engine.plan().id()), caller());

        assertThat(cleanup().removeOlderThan(Duration.ofDays(365))).isEmpty();
        assertThat(engine.runs()).isEqualTo(1);
    }

    @Test
    void keepsADamagedJournalForAPersonToLookAt() throws Exception {
        relocate();
        engine.rollback(RollbackParameters.all(engine.plan().id()), caller());
        Path journal = Files.walk(home)
                .filter(path -> path.endsWith("journal.jsonl"))
                .findFirst()
                .orElseThrow();
        Files.writeString(journal, Files.readString(journal).replace("redis", "rediz"));

        assertThat(cleanup().removeOlderThan(WEEK)).isEmpty();
        assertThat(journal).exists();
    }

    @Test
    void runsOnceADayAsConfiguredAndNotAtAllByDefault() throws Exception {
        relocate();
        engine.rollback(RollbackParameters.all(engine.plan().id()), caller());
        ExtensionList.put(
                Engines.class, new Engines(() -> home, (h, s, d, e) -> engine, JournalView::new, yaml -> List.of()));
        ByteArrayOutputStream log = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(log, true, StandardCharsets.UTF_8);
        Retention retention = new Retention();
        TaskListener listener = () -> out;

        retention.execute(listener);
        assertThat(engine.runs()).isEqualTo(1);

        RelocationConfiguration.get().setKeepDays(1);
        retention.execute(listener);

        assertThat(log.toString(StandardCharsets.UTF_8)).startsWith("Ended more than 1 days ago and removed: r-");
        assertThat(retention.getRecurrencePeriod()).isEqualTo(Duration.ofDays(1).toMillis());
    }

    private void relocate() {
        engine.relocate(new Scope(engine.plan().id(), 0), caller());
    }

    private HomeCleanup cleanup() {
        return new HomeCleanup(home, new TestClock());
    }

    private Path planFile() {
        return home.resolve("plans").resolve(engine.plan().id() + ".json");
    }

    private static Caller caller() {
        return Caller.of("test", RelocationListener.NONE);
    }
}
