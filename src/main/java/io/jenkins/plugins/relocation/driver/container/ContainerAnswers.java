// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.Cable;
import io.jenkins.plugins.relocation.driver.Capacity;
import io.jenkins.plugins.relocation.driver.Check.NoAnswer;
import io.jenkins.plugins.relocation.driver.Descriptors;
import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.driver.NetworkEvidence;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.Optional;

/**
 * What both hosts answered about a container.
 *
 * @param leg the way of the workload
 * @param settings its settings
 * @param source what the source answered
 * @param target what the target answered
 * @param trouble what went wrong with asking
 */
record ContainerAnswers(Leg leg, ContainerSettings settings, Report source, Report target, Trouble trouble)
        implements NetworkEvidence {
    @Override
    public void requireWorkload() {
        container();
    }

    /** The container. */
    Container container() {
        String state = need(Leg.End.FROM, "found", source.first("found"));
        if (!state.startsWith("running ")) {
            throw new NoAnswer(
                    "not looked at: %s is %s on the source".formatted(settings.describe(), state),
                    "see container.found");
        }
        return need(Leg.End.FROM, "config", ContainerOutput.container(source));
    }

    @Override
    public boolean movesAddress() {
        return true;
    }

    @Override
    public Optional<Cable> cable() {
        return container().cable();
    }

    @Override
    public Capacity capacity() {
        container();
        if (lines(Leg.End.FROM, "status").isEmpty()) {
            throw missing(Leg.End.FROM, "status");
        }
        return new Capacity(HostReadings.memoryBytes(source));
    }

    /** What Podman knows about the container; empty: Podman does not run it. */
    Optional<Podman> podman() {
        Optional<Podman> podman = container().podman();
        return settings.runtime() == Runtime.PODMAN
                ? Optional.of(need(Leg.End.FROM, "podman", podman))
                : Optional.empty();
    }

    Descriptors descriptors() {
        container();
        lines(Leg.End.FROM, "fd");
        lines(Leg.End.FROM, "fdflags");
        return Descriptors.of(source);
    }

    /** Whether a path of the host is copied with the container. */
    boolean copied(String path) {
        return settings.data().stream().anyMatch(data -> path.equals(data) || path.startsWith(data + "/"));
    }
}
