// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Cable;
import io.jenkins.plugins.relocation.driver.Capacity;
import io.jenkins.plugins.relocation.driver.Check.NoAnswer;
import io.jenkins.plugins.relocation.driver.Descriptors;
import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.driver.NetworkEvidence;
import io.jenkins.plugins.relocation.driver.NetworkReadings;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.List;
import java.util.Optional;

/**
 * What both hosts answered, for checks to look at.
 *
 * @param leg the way of the workload
 * @param settings its settings
 * @param roots all process trees that the settings match on the source
 * @param source what the source answered
 * @param target what the target answered
 * @param trouble what went wrong with asking
 */
record Answers(Leg leg, ProcessSettings settings, List<ProcessRow> roots, Report source, Report target, Trouble trouble)
        implements NetworkEvidence {
    Answers {
        roots = List.copyOf(roots);
    }

    @Override
    public void requireWorkload() {
        tree();
    }

    /** The one root of the workload. */
    ProcessRow root() {
        if (roots.size() != 1) {
            throw new NoAnswer(
                    "not looked at: %s matches %s on the source"
                            .formatted(settings.selector().describe(), Inspector.describe(roots)),
                    "see workload.found");
        }
        return roots.get(0);
    }

    /** All processes of the workload. */
    List<ProcessRow> tree() {
        ProcessRow root = root();
        lines(Leg.End.FROM, "stat");
        List<ProcessRow> tree = ProcessTable.of(source).tree(root.pid());
        if (tree.isEmpty()) {
            throw new NoAnswer("process %d ended meanwhile".formatted(root.pid()), "check again");
        }
        return tree;
    }

    @Override
    public Capacity capacity() {
        tree();
        if (lines(Leg.End.FROM, "status").isEmpty()) {
            throw missing(Leg.End.FROM, "status");
        }
        return new Capacity(HostReadings.memoryBytes(source));
    }

    @Override
    public boolean movesAddress() {
        return settings.keepsConnections();
    }

    @Override
    public Optional<Cable> cable() {
        tree();
        if (!movesAddress()) {
            return Optional.empty();
        }
        lines(Leg.End.FROM, "netns");
        return NetworkReadings.cable(source);
    }

    Descriptors descriptors() {
        tree();
        lines(Leg.End.FROM, "fd");
        lines(Leg.End.FROM, "fdflags");
        return Descriptors.of(source);
    }

    /** The systemd unit that looks after the workload; empty: none. */
    String unit() {
        root();
        lines(Leg.End.FROM, "unit-of");
        return unitOf(source, root());
    }

    static String unitOf(Report source, ProcessRow root) {
        var values = HostReadings.values(source, "unit-of");
        return Long.toString(root.pid()).equals(values.get("MainPID")) ? values.getOrDefault("Id", "") : "";
    }

    /** Whether a path is copied with the workload. */
    boolean copied(String path) {
        return settings.data().stream().anyMatch(data -> path.equals(data) || path.startsWith(data + "/"))
                || source.lines("written").contains(path);
    }
}
