// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.time.Duration;
import java.util.List;

/** A fact of the past. Never edited; a correction is another entry. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Entry.RunOpened.class, name = "run-opened"),
    @JsonSubTypes.Type(value = Entry.StepAsked.class, name = "step-asked"),
    @JsonSubTypes.Type(value = Entry.Prechecked.class, name = "prechecked"),
    @JsonSubTypes.Type(value = Entry.AttemptOpened.class, name = "attempt-opened"),
    @JsonSubTypes.Type(value = Entry.Intended.class, name = "intended"),
    @JsonSubTypes.Type(value = Entry.Ended.class, name = "ended"),
    @JsonSubTypes.Type(value = Entry.PhaseEntered.class, name = "phase-entered"),
    @JsonSubTypes.Type(value = Entry.ProbeEnded.class, name = "probe-ended"),
    @JsonSubTypes.Type(value = Entry.FreezeMeasured.class, name = "freeze-measured"),
    @JsonSubTypes.Type(value = Entry.MoveMeasured.class, name = "move-measured"),
    @JsonSubTypes.Type(value = Entry.Problem.class, name = "problem"),
    @JsonSubTypes.Type(value = Entry.LossAccepted.class, name = "loss-accepted"),
    @JsonSubTypes.Type(value = Entry.Resolved.class, name = "resolved"),
    @JsonSubTypes.Type(value = Entry.TailDropped.class, name = "tail-dropped"),
    @JsonSubTypes.Type(value = Entry.HeadSigned.class, name = "head-signed"),
    @JsonSubTypes.Type(value = Entry.TakeOverOpened.class, name = "take-over-opened"),
    @JsonSubTypes.Type(value = Entry.TakeOverEnded.class, name = "take-over-ended"),
    @JsonSubTypes.Type(value = Entry.RunSettled.class, name = "run-settled")
})
public sealed interface Entry {
    /** The first entry of each journal. */
    record RunOpened(String run, String plan, String digest, String who) implements Entry {}

    /** Somebody asked for a step. Wave 0 means all; the same call id again means that the call goes on after a restart. */
    record StepAsked(String step, int wave, String who, String call) implements Entry {}

    /** All findings of a precheck within the run. */
    record Prechecked(List<Finding> findings) implements Entry {
        public Prechecked {
            findings = List.copyOf(findings);
        }
    }

    /** A move is about to be attempted, under a new epoch. */
    record AttemptOpened(String workload, int attempt, long epoch) implements Entry {}

    /** Something is about to be done. {@code detail} says more where the act alone does not. */
    record Intended(String workload, Act act, String detail) implements Entry {}

    /**
     * An act is over.
     *
     * @param outcome what is known of it
     * @param seen what both hosts showed afterwards
     * @param message what went wrong; empty: nothing
     */
    record Ended(String workload, Act act, Outcome outcome, String seen, String message) implements Entry {
        /** What is known of an act. */
        public enum Outcome {
            @JsonProperty("done")
            DONE,
            @JsonProperty("failed")
            FAILED,
            @JsonProperty("unknown")
            UNKNOWN
        }
    }

    /** A move is in another phase. {@code event} names the row of the phase table. */
    record PhaseEntered(String workload, Phase from, String event, Phase to, String detail) implements Entry {}

    /** A probe has passed often enough, or its time is up. */
    record ProbeEnded(String workload, String host, String probe, boolean passed, int attempts, String saw)
            implements Entry {}

    /** For so long nobody ran the workload, as the engine saw it. */
    record FreezeMeasured(String workload, Duration freeze) implements Entry {}

    /**
     * What a move cost that has resumed on its target: what later plans predict from.
     *
     * @param method how it was measured, {@link #METHOD} or {@link #AHEAD}; what was measured in another way is not compared
     *     with it
     * @param memoryBytes memory that the workload used when the plan was made
     * @param freeze how long nobody ran it
     * @param cost where that time went, as far as the driver tells
     */
    record MoveMeasured(
            String workload,
            String driver,
            String source,
            String target,
            int method,
            long memoryBytes,
            Duration freeze,
            FreezeCost cost)
            implements Entry {
        /** To be raised when figures no longer mean the same. */
        public static final int METHOD = 1;

        /** The same for memory that was copied ahead: only what was sent in the freeze counts. */
        public static final int AHEAD = 2;

        /** It was stopped and started: what later moves cost cannot be told from that. */
        public static final int STATIC = 3;
    }

    /** Something a person should know. An empty workload means the run as a whole. */
    record Problem(String workload, ErrorCode code, String message) implements Entry {}

    /** Users' work since an earlier state may be lost by continuing from that state. */
    record LossAccepted(String workload, State from, String by, String why) implements Entry {
        /** What a workload continues from. */
        public enum State {
            @JsonProperty("held-source")
            HELD_SOURCE,
            @JsonProperty("held-target")
            HELD_TARGET,
            @JsonProperty("restore-point")
            RESTORE_POINT
        }
    }

    /** A person stated how a move ended, and the hosts agreed. */
    record Resolved(String workload, Phase outcome, String who, String reason) implements Entry {}

    /** The last line was cut off when it was written; what is left of it was removed. */
    record TailDropped(int bytes) implements Entry {}

    /** The line before this one was signed with the controller's key. */
    record HeadSigned(long line, String lineHash, String key, String signature) implements Entry {
        public HeadSigned {
            Head.require("run", line, lineHash, key, signature);
        }

        /** The same as it is printed, for the run whose journal this is. */
        public Head of(String run) {
            return new Head(run, line, lineHash, key, signature);
        }
    }

    /**
     * The first entry of the journal of a take-over: somebody takes the guards of a workload from who holds them.
     *
     * @param seen what every host showed, a line each
     */
    record TakeOverOpened(String takeOver, String workload, String who, String reason, List<String> seen)
            implements Entry {
        public TakeOverOpened {
            seen = List.copyOf(seen);
        }
    }

    /** The guards of a workload are free; hosts refuse older epochs than this one. */
    record TakeOverEnded(String workload, long epoch) implements Entry {}

    /** Every move of the run is settled. */
    record RunSettled(int committed, int rolledBack, int untouched) implements Entry {}
}
