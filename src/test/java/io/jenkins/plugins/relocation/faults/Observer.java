// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.simulator.SimulatedHost;
import io.jenkins.plugins.relocation.simulator.Task;
import io.jenkins.plugins.relocation.simulator.World;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The users of a workload, and nothing but them: they count it up wherever it answers, after every change of the world, and
 * remember how far they got. Knows nothing of the engine, of journals, or of what was meant to happen.
 */
final class Observer {
    private final String workload;
    private final Set<String> violations = new LinkedHashSet<>();
    private long counted;
    private Optional<String> lastAnswered = Optional.empty();
    private final Set<String> down = new HashSet<>();
    private boolean stateLost;

    Observer(String workload) {
        this.workload = workload;
    }

    void look(World world) {
        List<SimulatedHost> answering = answering(world);
        if (answering.size() > 1) {
            violations.add("two at once: %s".formatted(names(answering)));
        }
        for (SimulatedHost host : world.hosts()) {
            if (host.isUp()) {
                down.remove(host.name());
            } else if (down.add(host.name())) {
                notePowerCut(world, host);
            }
        }
        for (SimulatedHost host : answering) {
            Task task = task(host).orElseThrow();
            if (task.count() < counted && !isFresh(host, task)) {
                violations.add("on %s users see %d although they had counted to %d"
                        .formatted(host.name(), task.count(), counted));
            }
            task.use();
            counted = task.count();
            lastAnswered = Optional.of(host.name());
            stateLost = false;
        }
    }

    /** The power cut of the host that alone had the latest state takes that along: nobody can bring it back. */
    private void notePowerCut(World world, SimulatedHost dead) {
        boolean elsewhere = world.hosts().stream()
                .filter(host -> host != dead && host.isUp())
                .anyMatch(host -> host.tasks().stream().anyMatch(task -> task.count() >= counted)
                        || host.usableImages().stream().anyMatch(count -> count >= counted));
        if (!elsewhere) {
            stateLost = true;
        }
    }

    /** Somebody accepts that what users did is lost: that counts only if it is nowhere any more. */
    void acceptLoss(World world) {
        boolean somewhere = world.hosts().stream()
                .filter(SimulatedHost::isUp)
                .anyMatch(host -> host.tasks().stream().anyMatch(task -> task.count() >= counted)
                        || host.usableImages().stream().anyMatch(count -> count >= counted));
        if (!somewhere) {
            counted = 0;
        }
    }

    /** Started anew at boot, where it ran last: that is what its owner wants after a power cut. */
    private boolean isFresh(SimulatedHost host, Task task) {
        return stateLost
                && task.count() == 0
                && lastAnswered.filter(host.name()::equals).isPresent();
    }

    List<SimulatedHost> answering(World world) {
        return world.hosts().stream()
                .filter(SimulatedHost::isUp)
                .filter(host -> task(host).isPresent())
                .toList();
    }

    private Optional<Task> task(SimulatedHost host) {
        return host.tasks().stream()
                .filter(task -> task.app().name().equals(workload) && task.runs())
                .findFirst();
    }

    static List<String> names(List<SimulatedHost> hosts) {
        return hosts.stream().map(SimulatedHost::name).toList();
    }

    boolean stateIsLost() {
        return stateLost;
    }

    /** What users suffered that they must not. */
    List<String> violations() {
        return List.copyOf(violations);
    }
}
