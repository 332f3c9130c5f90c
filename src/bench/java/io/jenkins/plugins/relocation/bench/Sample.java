// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.util.Map;

/**
 * One move, measured.
 *
 * @param setting id of the setting
 * @param contender id of the contender
 * @param round number of the round; 0 is the warm-up and is not counted
 * @param from host that was left
 * @param correct whether memory, process ids and counters were as they have to be afterwards
 * @param wrong what was not, or empty
 * @param selfGapMs longest time for which nobody ran the workload, by its own log; -1: it keeps none
 * @param clientGapMs longest time without an answer, seen by a client on a third host
 * @param totalMs from the command to its end, with all preparation
 * @param wireBytes what both hosts sent on eth0 meanwhile
 * @param cpuMs CPU time of all processes of both hosts meanwhile
 * @param marks when parts of it were over, in ms since the workload stopped
 */
record Sample(
        String setting,
        String contender,
        int round,
        String from,
        boolean correct,
        String wrong,
        double selfGapMs,
        double clientGapMs,
        double totalMs,
        long wireBytes,
        double cpuMs,
        Map<String, Double> marks) {
    Sample {
        marks = Map.copyOf(marks);
    }

    boolean counts() {
        return correct && round > 0;
    }

    /** The gap that is compared: by the workload's own log where it keeps one. */
    double gapMs() {
        return selfGapMs >= 0 ? selfGapMs : clientGapMs;
    }
}
