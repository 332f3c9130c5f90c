// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a host says about a detached operation.
 *
 * @param state where it stands
 * @param status exit status; -1 unless it is {@link State#DONE}
 * @param staged whether a restored copy is held
 * @param doneBytes bytes sent so far
 * @param totalBytes of so many; 0: not known
 * @param doneWhat what they are of, for people
 * @param values other things it wrote down, such as times in milliseconds
 * @param said the end of what it printed
 * @param log lines of the tool's log that say why it failed
 */
public record Operation(
        State state,
        int status,
        boolean staged,
        long doneBytes,
        long totalBytes,
        String doneWhat,
        Map<String, String> values,
        List<String> said,
        List<String> log) {
    /** Where a detached operation stands. */
    public enum State {
        NONE,
        STARTING,
        RUNNING,
        DONE,
        /** Its process is gone and left no result. */
        LOST
    }

    public Operation {
        requireNonNull(state, "state is null");
        requireNonNull(doneWhat, "doneWhat is null");
        values = Map.copyOf(values);
        said = List.copyOf(said);
        log = List.copyOf(log);
    }

    /** Whether it ended as it should. */
    public boolean succeeded() {
        return state == State.DONE && status == 0;
    }

    /** Whether nothing more will come of it. */
    public boolean ended() {
        return state == State.DONE || state == State.LOST || state == State.NONE;
    }

    /** Milliseconds between two times that it wrote down; 0 when one is missing. */
    public long millis(String from, String to) {
        if (!values.containsKey(from) || !values.containsKey(to)) {
            return 0;
        }
        return Long.parseLong(values.get(to)) - Long.parseLong(values.get(from));
    }

    /** Reads what the host script prints about an operation. */
    public static Operation parse(List<String> lines) {
        Map<String, String> values = KeyValues.parse(lines);
        String[] progress = values.getOrDefault("progress", "0").split(" ", 2);
        String[] bytes = progress[0].split("/", 2);
        return new Operation(
                State.valueOf(values.getOrDefault("state", "lost").toUpperCase(Locale.ROOT)),
                (int) number(values.getOrDefault("status", ""), -1),
                values.containsKey("staged"),
                number(bytes[0], 0),
                bytes.length > 1 ? number(bytes[1], 0) : 0,
                progress.length > 1 ? progress[1] : "",
                values,
                KeyValues.all(lines, "out"),
                KeyValues.all(lines, "log"));
    }

    private static long number(String text, long otherwise) {
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : otherwise;
    }
}
