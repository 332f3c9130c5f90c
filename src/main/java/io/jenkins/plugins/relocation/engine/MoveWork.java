// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Entry.Ended.Outcome;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Does single acts of one move: journals the intention, acts, reads back, journals the outcome. What cannot reach a host is
 * tried again, since every act may be repeated; what stays unknown is never taken for done.
 */
final class MoveWork implements AutoCloseable {
    private static final int TRIES = 3;

    private final Run run;
    private final Move move;
    private final Driver driver;
    private final Surroundings with;
    private final FreezeGate gate;
    private Optional<FreezeGate.Turn> turn = Optional.empty();
    /** A host was silent for all the time that there is: what does not need its answer must not wait for it again. */
    private volatile boolean outOfPatience;

    private final FreezeMeter meter;

    MoveWork(Run run, Move move, Driver driver, Surroundings with, FreezeGate gate) {
        this.run = run;
        this.move = move;
        this.driver = driver;
        this.with = with;
        this.gate = gate;
        this.meter = new FreezeMeter(run, move, with.ticker());
    }

    Run run() {
        return run;
    }

    Move move() {
        return move;
    }

    Driver driver() {
        return driver;
    }

    Surroundings with() {
        return with;
    }

    MoveState state() {
        return run.state(move);
    }

    Workload workload() {
        return run.plan().workload(move.workload());
    }

    Host source() {
        return run.plan().host(move.source());
    }

    Host target() {
        return run.plan().host(move.target());
    }

    /** The way out, under the present attempt and epoch. */
    Leg leg() {
        MoveState state = state();
        return new Leg(
                run.id(),
                Math.max(1, state.attempt()),
                state.epoch(),
                workload(),
                source(),
                target(),
                move.transfer(),
                Leg.Way.OUT);
    }

    void enter(Event event, String detail) {
        run.enter(move, event, detail);
    }

    void problem(ErrorCode code, String message) {
        run.problem(move.workload(), code, message);
    }

    void note(String text) {
        run.tell(new RelocationEvent.Noted(run.id(), move.workload(), text));
    }

    /** An act whose effect shows on the two hosts of a leg. */
    Observation act(Act act, Leg leg, Runnable body, Predicate<Observation> expected) {
        begin(act, where(leg));
        Optional<RelocationException> failure = attempt(body);
        Observation seen = observe(leg);
        if (failure.isEmpty() && expected.test(seen)) {
            end(act, Outcome.DONE, show(seen), "");
            return seen;
        }
        String why =
                failure.map(Throwable::getMessage).orElse("it ended without an error, but the hosts show otherwise");
        throw failed(act, failure, Optional.of(seen), "%s: %s (%s)".formatted(act.words(), why, brief(leg, seen)));
    }

    /**
     * The same, for what only has to hold in the end: tried again when it fails; when it failed, but the hosts show what was to
     * be, that is a warning.
     */
    void reach(Act act, Leg leg, Runnable body, Predicate<Observation> expected) {
        for (int tries = 1; ; tries++) {
            try {
                act(act, leg, body, expected);
                return;
            } catch (ActFailed e) {
                boolean reached = e.seen().filter(expected).isPresent();
                if (!reached && tries == TRIES) {
                    throw e;
                }
                problem(e.code(), e.getMessage());
                if (reached) {
                    return;
                }
            }
            with.ticker().pause(with.settings().retryPause());
        }
    }

    /** An act whose effect is not the state of the workload. */
    void act(Act act, String detail, Runnable body) {
        begin(act, detail);
        Optional<RelocationException> failure = attempt(body);
        if (failure.isPresent()) {
            String message =
                    "%s (%s): %s".formatted(act.words(), detail, failure.get().getMessage());
            throw failed(act, failure, Optional.empty(), message);
        }
        end(act, Outcome.DONE, "", "");
    }

    /** An act that answers what it found. */
    <T> T ask(Act act, String detail, Supplier<T> body) {
        List<T> answers = new ArrayList<>();
        act(act, detail, () -> answers.add(body.get()));
        return answers.get(answers.size() - 1);
    }

    /** The same, asked again when it fails: what is asked can be repeated, and without an answer nobody may go on. */
    <T> T askAgain(Act act, String detail, Supplier<T> body) {
        for (int tries = 1; ; tries++) {
            try {
                return ask(act, detail, body);
            } catch (ActFailed e) {
                // A host that does not answer was asked for as long as patience lasts.
                if (tries == TRIES || e.code() == ErrorCode.HOST_UNREACHABLE) {
                    throw e;
                }
                problem(e.code(), e.getMessage());
            }
            with.ticker().pause(with.settings().retryPause());
        }
    }

    /** Looks at both hosts; asks again until both answer or patience is at its end. */
    Observation observe(Leg leg) {
        Observation seen = patiently(
                () -> driver.observe(leg),
                Observation::known,
                unclear -> "what the hosts show is not clear, they are asked again for up to %s: " + unclear.detail());
        if (seen.known()) {
            outOfPatience = false;
        }
        return seen;
    }

    Progress progress() {
        return new Progress() {
            @Override
            public void bytes(String what, long done, long total) {
                run.tell(new RelocationEvent.Transferred(run.id(), move.workload(), what, done, total));
            }

            @Override
            public void note(String text) {
                MoveWork.this.note(text);
            }

            @Override
            public void frozen(Duration ago) {
                meter.frozen(ago);
            }

            @Override
            public void resumed(Duration ago) {
                meter.resumed(ago);
            }

            @Override
            public void spent(FreezeCost cost) {
                meter.spent(cost);
            }
        };
    }

    /** As {@link #progress}; gives the freeze up on a stop, and when it would exceed the budget of the workload's owner. */
    Progress watched() {
        return new FreezeWatch(
                progress(),
                move.workload(),
                workload().policy().freezeBudget(),
                move.prediction(),
                this::stopReason,
                with.ticker());
    }

    /**
     * Waits until the hosts have room for one more freeze. What has to be done right before a freeze comes after this.
     *
     * @throws RelocationException with {@link ErrorCode#STOPPED} when somebody wants the work to end
     */
    void awaitTurn() {
        awaitTurn(this::stopReason);
    }

    private void awaitTurn(Supplier<Optional<String>> stop) {
        if (turn.isEmpty()) {
            FreezeGate.Turn mine = gate.enter(
                    Set.of(address(source()), address(target())),
                    move.transfer().movesThatFillTheLink(),
                    stop);
            turn = Optional.of(mine);
            if (mine.crowded()) {
                note("it waited long for the freeze of another move to end, and goes on beside it");
            }
        }
    }

    /** Hosts are the same where their addresses are, whatever inventories call them. */
    private static String address(Host host) {
        return host.address() + ":" + host.port();
    }

    /** Makes room for the freeze of another move, however this one's work ended. */
    @Override
    public void close() {
        turn.ifPresent(FreezeGate.Turn::close);
        turn = Optional.empty();
    }

    /** Begins to measure a freeze, when it is its turn; the driver may correct the time when it knows better. */
    void freezeBegins() {
        // A move on its way back is being settled: that is not stopped.
        awaitTurn(Optional::empty);
        meter.begin();
    }

    /** Journals how long the freeze was, if it began in this engine. */
    void freezeEnds() {
        meter.end();
        close();
    }

    /** The same, after a way out: later plans predict from what it cost. */
    void moved() {
        meter.moved();
        freezeEnds();
    }

    /** Why somebody wants the work to end; empty: nobody does. */
    Optional<String> stopReason() {
        return run.caller().stop().reason();
    }

    /** What to do where nothing is left of it. */
    String nowhere() {
        return ("neither %1$s nor %2$s has anything of it that could go on: they must have lost it, as in a power cut. Start it as"
                        + " you would after one, on %1$s; then: relocation resolve %3$s %4$s rolled_back --reason …")
                .formatted(source().name(), target().name(), run.id(), move.workload());
    }

    /** What the hosts showed, for a message: why only where something is not known. */
    String brief(Leg leg, Observation seen) {
        return "%s shows %s, %s shows %s%s"
                .formatted(
                        leg.from().name(),
                        seen.from(),
                        leg.to().name(),
                        seen.to(),
                        seen.known() ? "" : ": " + seen.detail());
    }

    /** What the hosts showed, for the journal. */
    static String show(Observation seen) {
        return "source end %s, target end %s%s"
                .formatted(seen.from(), seen.to(), seen.detail().isEmpty() ? "" : ": " + seen.detail());
    }

    private static String where(Leg leg) {
        return "%s → %s".formatted(leg.from().name(), leg.to().name());
    }

    private void begin(Act act, String detail) {
        run.record(new Entry.Intended(move.workload(), act, detail));
        run.tell(new RelocationEvent.ActStarted(run.id(), move.workload(), act.words()));
    }

    private void end(Act act, Outcome outcome, String seen, String message) {
        run.record(new Entry.Ended(move.workload(), act, outcome, seen, message));
    }

    private ActFailed failed(
            Act act, Optional<RelocationException> failure, Optional<Observation> seen, String message) {
        boolean unknown =
                failure.filter(e -> e.code() == ErrorCode.HOST_UNREACHABLE).isPresent()
                        || seen.filter(s -> !s.known()).isPresent();
        end(
                act,
                unknown ? Outcome.UNKNOWN : Outcome.FAILED,
                seen.map(MoveWork::show).orElse(""),
                message);
        ErrorCode code = failure.map(RelocationException::code).orElse(ErrorCode.HOST_FAILED);
        return new ActFailed(code, act, seen, message, failure.orElse(null));
    }

    /** Runs the body, again and again as long as a host cannot be reached and patience lasts. */
    private Optional<RelocationException> attempt(Runnable body) {
        return patiently(
                () -> {
                    try {
                        body.run();
                        return Optional.empty();
                    } catch (RelocationException e) {
                        return Optional.of(e);
                    }
                },
                failure -> failure.filter(e -> e.code() == ErrorCode.HOST_UNREACHABLE)
                        .isEmpty(),
                failure -> "a host does not answer; it is asked again for up to %s");
    }

    private <T> T patiently(Supplier<T> question, Predicate<T> goodEnough, Function<T, String> trouble) {
        Ticker ticker = with.ticker();
        T answer = question.get();
        if (outOfPatience) {
            return answer;
        }
        // From now: the first try alone may have taken longer than patience lasts.
        long end = ticker.nanos() + with.settings().patience().toNanos();
        if (!goodEnough.test(answer) && ticker.nanos() < end) {
            note(trouble.apply(answer)
                    .replaceFirst("%s", Units.duration(with.settings().patience())));
        }
        // A try that began in time and took long is no reason not to ask once more.
        long asked = ticker.nanos();
        while (!goodEnough.test(answer) && asked < end) {
            ticker.pause(with.settings().retryPause());
            asked = ticker.nanos();
            answer = question.get();
        }
        outOfPatience = !goodEnough.test(answer);
        return answer;
    }
}
