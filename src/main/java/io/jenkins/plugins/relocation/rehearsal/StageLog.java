// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What stages there were and how each went. Thread-safe. */
final class StageLog {
    private final List<Entry> entries = new ArrayList<>();
    private final Ticker ticker;

    StageLog(Ticker ticker) {
        this.ticker = ticker;
    }

    /** A stage begins. */
    synchronized Entry begin(String name, int depth) {
        Entry entry = new Entry(name, depth, ticker.nanos());
        entries.add(entry);
        return entry;
    }

    /** All stages in the order in which they began. */
    synchronized List<StageTiming> timings() {
        return entries.stream().map(Entry::timing).toList();
    }

    /** One stage. */
    final class Entry {
        private final String name;
        private final int depth;
        private final long began;
        private BuildResult result = BuildResult.SUCCESS;
        private String skipped = "";
        private Duration took = Duration.ZERO;

        private Entry(String name, int depth, long began) {
            this.name = name;
            this.depth = depth;
            this.began = began;
        }

        String name() {
            return name;
        }

        void worsen(BuildResult other) {
            synchronized (StageLog.this) {
                result = result.worst(other);
            }
        }

        void skip(String why) {
            synchronized (StageLog.this) {
                skipped = why;
                result = BuildResult.NOT_BUILT;
            }
        }

        void end() {
            synchronized (StageLog.this) {
                took = Duration.ofNanos(Math.max(0, ticker.nanos() - began));
            }
        }

        BuildResult result() {
            synchronized (StageLog.this) {
                return result;
            }
        }

        StageTiming timing() {
            synchronized (StageLog.this) {
                return new StageTiming(name, depth, result, took, skipped);
            }
        }
    }
}
