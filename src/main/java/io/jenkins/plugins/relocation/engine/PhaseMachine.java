// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static io.jenkins.plugins.relocation.model.Phase.CHECKPOINTED;
import static io.jenkins.plugins.relocation.model.Phase.COMMITTED;
import static io.jenkins.plugins.relocation.model.Phase.COMMITTING;
import static io.jenkins.plugins.relocation.model.Phase.FROZEN;
import static io.jenkins.plugins.relocation.model.Phase.NEEDS_OPERATOR;
import static io.jenkins.plugins.relocation.model.Phase.PLANNED;
import static io.jenkins.plugins.relocation.model.Phase.PRECHECKED;
import static io.jenkins.plugins.relocation.model.Phase.RESTORED;
import static io.jenkins.plugins.relocation.model.Phase.RESUMED;
import static io.jenkins.plugins.relocation.model.Phase.RETURNING;
import static io.jenkins.plugins.relocation.model.Phase.ROLLED_BACK;
import static io.jenkins.plugins.relocation.model.Phase.ROLLING_BACK;
import static io.jenkins.plugins.relocation.model.Phase.VERIFIED;

import io.jenkins.plugins.relocation.model.Phase;
import java.util.List;

/**
 * The phases of a move, as a table. Before COMMITTING every failure leads back; from COMMITTING on everything leads forward,
 * and trouble with cleaning up is a warning.
 */
public final class PhaseMachine {
    /** One way from a phase to another. */
    public record Transition(Phase from, Event on, Phase to) {}

    /** Every transition there is. */
    public static final List<Transition> TABLE = List.of(
            new Transition(PLANNED, Event.PREPARED, PRECHECKED),
            new Transition(PRECHECKED, Event.CHECKPOINT_DONE, CHECKPOINTED),
            new Transition(CHECKPOINTED, Event.SOURCE_FROZEN, FROZEN),
            new Transition(FROZEN, Event.TARGET_STAGED, RESTORED),
            new Transition(RESTORED, Event.TARGET_RESUMED, RESUMED),
            new Transition(RESUMED, Event.PROBES_PASSED, VERIFIED),
            new Transition(VERIFIED, Event.COMMIT_DECIDED, COMMITTING),
            new Transition(COMMITTING, Event.SOURCE_GONE, COMMITTED),
            new Transition(PLANNED, Event.ROLLBACK_DECIDED, ROLLING_BACK),
            new Transition(PRECHECKED, Event.ROLLBACK_DECIDED, ROLLING_BACK),
            new Transition(CHECKPOINTED, Event.ROLLBACK_DECIDED, ROLLING_BACK),
            new Transition(FROZEN, Event.ROLLBACK_DECIDED, ROLLING_BACK),
            new Transition(RESTORED, Event.ROLLBACK_DECIDED, ROLLING_BACK),
            new Transition(ROLLING_BACK, Event.PUT_BACK, ROLLED_BACK),
            new Transition(RESUMED, Event.RETURN_DECIDED, RETURNING),
            new Transition(VERIFIED, Event.RETURN_DECIDED, RETURNING),
            new Transition(RETURNING, Event.RETURNED, ROLLED_BACK),
            new Transition(RETURNING, Event.RETURN_ABANDONED, RESUMED),
            new Transition(ROLLED_BACK, Event.RETRY_DECIDED, PLANNED),
            new Transition(RESTORED, Event.OUTCOME_UNKNOWN, NEEDS_OPERATOR),
            new Transition(RESUMED, Event.OUTCOME_UNKNOWN, NEEDS_OPERATOR),
            new Transition(VERIFIED, Event.OUTCOME_UNKNOWN, NEEDS_OPERATOR),
            new Transition(ROLLING_BACK, Event.OUTCOME_UNKNOWN, NEEDS_OPERATOR),
            new Transition(RETURNING, Event.OUTCOME_UNKNOWN, NEEDS_OPERATOR),
            new Transition(NEEDS_OPERATOR, Event.TARGET_FOUND, RESUMED),
            new Transition(NEEDS_OPERATOR, Event.ROLLBACK_DECIDED, ROLLING_BACK),
            new Transition(NEEDS_OPERATOR, Event.RETURN_DECIDED, RETURNING),
            new Transition(NEEDS_OPERATOR, Event.RESOLVED_COMMITTED, COMMITTED),
            new Transition(NEEDS_OPERATOR, Event.RESOLVED_ROLLED_BACK, ROLLED_BACK));

    private PhaseMachine() {}

    /**
     * Where the event leads.
     *
     * @param history transitions so far, for the message
     * @throws IllegalStateException when the table has no such row
     */
    public static Phase next(Phase from, Event on, List<Transition> history) {
        return TABLE.stream()
                .filter(row -> row.from() == from && row.on() == on)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "no transition from %s on %s; history %s".formatted(from, on, history)))
                .to();
    }

    /** The table as a PlantUML state diagram. */
    public static String diagram() {
        StringBuilder out = new StringBuilder("@startuml\n[*] --> PLANNED\n");
        TABLE.forEach(row -> out.append("%s --> %s : %s%n".formatted(row.from(), row.to(), row.on())));
        for (Phase phase : Phase.values()) {
            out.append("%s : %s%n".formatted(phase, phase.holds()));
            if (phase.settled()) {
                out.append("%s --> [*]%n".formatted(phase));
            }
        }
        return out.append("@enduml\n").toString();
    }
}
