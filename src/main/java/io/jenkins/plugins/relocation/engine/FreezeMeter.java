// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.Optional;

/** Measures for how long nobody ran a workload. The thread that reports progress may set what another one reads. */
final class FreezeMeter {
    private final Run run;
    private final Move move;
    private final Ticker ticker;
    private volatile Optional<Long> since = Optional.empty();
    private volatile Optional<Long> until = Optional.empty();
    private volatile FreezeCost spent = FreezeCost.UNKNOWN;

    FreezeMeter(Run run, Move move, Ticker ticker) {
        this.run = run;
        this.move = move;
        this.ticker = ticker;
    }

    /** Begins now. */
    void begin() {
        since = Optional.of(ticker.nanos());
        until = Optional.empty();
        spent = FreezeCost.UNKNOWN;
    }

    /** It began so long ago, as its driver knows better. */
    void frozen(Duration ago) {
        since = Optional.of(ticker.nanos() - ago.toNanos());
    }

    void resumed(Duration ago) {
        until = Optional.of(ticker.nanos() - ago.toNanos());
    }

    void spent(FreezeCost cost) {
        spent = cost;
    }

    /** Journals how long it was, if it began in this engine. */
    void end() {
        length().ifPresent(freeze -> run.record(new Entry.FreezeMeasured(move.workload(), freeze)));
        since = Optional.empty();
        until = Optional.empty();
    }

    /** Journals what a way out has cost: later plans predict from that. */
    void moved() {
        length().ifPresent(freeze -> run.record(new Entry.MoveMeasured(
                move.workload(),
                run.plan().workload(move.workload()).driver(),
                move.source(),
                move.target(),
                method(),
                move.prediction().memoryBytes(),
                freeze,
                spent)));
    }

    private int method() {
        if (move.transfer().transport() == TransferPlan.Transport.STATIC) {
            return Entry.MoveMeasured.STATIC;
        }
        return move.transfer().ahead() ? Entry.MoveMeasured.AHEAD : Entry.MoveMeasured.METHOD;
    }

    private Optional<Duration> length() {
        return since.map(began -> Duration.ofNanos(Math.max(0, until.orElseGet(ticker::nanos) - began)));
    }
}
