// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Capacity;
import io.jenkins.plugins.relocation.driver.Check.NoAnswer;
import io.jenkins.plugins.relocation.driver.Evidence;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.List;

/**
 * What both hosts answered, for checks to look at.
 *
 * @param leg the way of the partition
 * @param settings its settings
 * @param source what the source answered
 * @param closer what the source answered about the partition
 * @param target what the target answered
 * @param trouble what went wrong with asking
 */
record WparAnswers(Leg leg, WparSettings settings, Report source, Report closer, Report target, Trouble trouble)
        implements Evidence {
    @Override
    public void requireWorkload() {
        partition();
    }

    /** Answers of a command that has to have ended well. */
    List<String> answered(Leg.End end, String part) {
        List<String> lines = lines(end, part);
        if (!AixReadings.succeeded(at(end), part)) {
            throw missing(end, part + " (" + String.join("; ", lines) + ")");
        }
        return lines;
    }

    /** Partitions of a host. Where there are none, AIX prints nothing. */
    List<Partition> partitions(Leg.End end) {
        lines(end, "general");
        if (!AixReadings.areListed(at(end))) {
            throw missing(end, "its partitions");
        }
        if (!at(end).lines("general").isEmpty() && !Partition.areListed(at(end))) {
            throw missing(end, "its partitions by name, state, type and hostname");
        }
        return Partition.all(at(end));
    }

    /** The workload's partition. */
    Partition partition() {
        return partitions(Leg.End.FROM).stream()
                .filter(each -> each.name().equals(settings.wpar()))
                .findFirst()
                .orElseThrow(() -> new NoAnswer(
                        "not looked at: there is no partition %s on the source".formatted(settings.wpar()),
                        "see wpar.found"));
    }

    long memoryBytes() {
        partition();
        return AixReadings.partitionBytes(closer)
                .orElseThrow(() -> missing(Leg.End.FROM, "the processes of the partition"));
    }

    @Override
    public Capacity capacity() {
        return new Capacity(memoryBytes());
    }

    boolean isStatic() {
        return WparCommands.isStatic(leg);
    }
}
