// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;

/**
 * Starts detached operations on hosts and waits for them. They go on when the connection or this process dies; starting
 * one again finds it as it stands.
 */
public final class Operations {
    /** How long the host itself waits before it answers: short enough for progress to be seen. */
    private static final Duration ANSWER = Duration.ofMillis(400);

    /** The operation during which nobody runs the workload. */
    private static final String FREEZE = "freeze";

    private static final Duration RETRY = Duration.ofSeconds(2);

    /** An operation that tells of no progress for so long is taken for stuck, however much time it had. */
    private static final Duration STUCK = Duration.ofMinutes(10);

    private final HostScript script;
    private final Ticker ticker;

    public Operations(HostScript script, Ticker ticker) {
        this.script = script;
        this.ticker = ticker;
    }

    /**
     * Starts an operation, or finds the one that was started before, and waits until it has ended or holds a staged copy.
     * A host that does not answer for a while is asked again until the deadline.
     *
     * @throws RelocationException with {@link ErrorCode#HOST_UNREACHABLE} when the outcome is unknown at the deadline
     */
    public Operation complete(Leg leg, Leg.End end, String operation, Duration deadline, Progress progress) {
        long giveUp = ticker.nanos() + deadline.toNanos();
        Stall stall = new Stall(ticker.nanos());
        String command = "start";
        while (true) {
            try {
                Operation now = ask(leg, end, command, operation);
                command = "poll";
                if (operation.equals(FREEZE) && now.values().containsKey("begin")) {
                    progress.frozen(Duration.ofMillis(now.millis("begin", "now")));
                }
                progress.bytes(now.doneWhat(), now.doneBytes(), now.totalBytes());
                if (now.ended() || now.staged()) {
                    return now;
                }
                requireProgress(leg, end, operation, stall, now);
                requireTime(leg, end, operation, deadline, giveUp, null);
            } catch (RelocationException e) {
                if (e.code() != ErrorCode.HOST_UNREACHABLE) {
                    throw e;
                }
                requireTime(leg, end, operation, deadline, giveUp, e);
                ticker.pause(RETRY);
            }
        }
    }

    /** Starts an operation, or finds the one that was started before, and does not wait for it. */
    public Operation start(Leg leg, Leg.End end, String operation) {
        return parse(script, leg, end, Call.of("start", leg.id(), operation));
    }

    /** How an operation stands. */
    public Operation poll(Leg leg, Leg.End end, String operation) {
        return parse(script, leg, end, Call.of("poll", leg.id(), operation));
    }

    private Operation ask(Leg leg, Leg.End end, String command, String operation) {
        return parse(script, leg, end, Call.of(command, leg.id(), operation, Long.toString(ANSWER.toMillis())));
    }

    private static Operation parse(HostScript script, Leg leg, Leg.End end, Call call) {
        return Operation.parse(script.run(leg, end, call).lines());
    }

    /** When something was last seen to happen, and what it was. */
    private static final class Stall {
        private long since;
        private String seen = "";

        Stall(long since) {
            this.since = since;
        }
    }

    private void requireProgress(Leg leg, Leg.End end, String operation, Stall stall, Operation now) {
        String seen = now.doneBytes() + " " + now.doneWhat();
        if (!seen.equals(stall.seen)) {
            stall.seen = seen;
            stall.since = ticker.nanos();
        } else if (ticker.nanos() - stall.since >= STUCK.toNanos()) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "operation %s of workload %s on host %s has made no progress for %d minutes (%s): it is taken for stuck"
                            .formatted(
                                    operation,
                                    leg.workload().name(),
                                    leg.host(end).name(),
                                    STUCK.toMinutes(),
                                    seen.strip()));
        }
    }

    private void requireTime(
            Leg leg, Leg.End end, String operation, Duration deadline, long giveUp, RelocationException why) {
        if (ticker.nanos() - giveUp >= 0) {
            String message =
                    "operation %s of workload %s on host %s has not ended within %d s; it may still be at work there"
                            .formatted(
                                    operation,
                                    leg.workload().name(),
                                    leg.host(end).name(),
                                    deadline.toSeconds());
            throw new RelocationException(ErrorCode.HOST_UNREACHABLE, message, why);
        }
    }
}
