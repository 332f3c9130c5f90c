// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import io.jenkins.plugins.relocation.lab.Outcome;
import java.util.Map;
import java.util.stream.Collectors;

/** Runs the scripts by hand on the host that is left. */
final class HandMover implements Mover {
    private static final int WIDTH = 8;

    private final Bed bed;
    private final Contender contender;

    HandMover(Bed bed, Contender contender) {
        this.bed = bed;
        this.contender = contender;
    }

    @Override
    public Map<String, Double> move(Work work, String to) throws MoveFailed {
        Outcome outcome = bed.tryOn(work.host(), command(work, to));
        if (!outcome.succeeded()) {
            throw new MoveFailed("status %d: %s %s"
                    .formatted(
                            outcome.exit(),
                            outcome.lastWords().replace('\n', ' '),
                            bed.tryOn(to, "tail -n 2 %s/*.log 2>/dev/null | cut -c1-200".formatted(Bed.FOLDER))
                                    .out()
                                    .replace('\n', ' ')));
        }
        return Map.of();
    }

    private String command(Work work, String to) {
        if (work.names().size() == 1) {
            String name = work.names().get(0);
            if (contender.isPodman()) {
                return "sh %s/podman.sh move %s %s %s".formatted(Bed.FOLDER, contender.method(), name, bed.address(to));
            }
            return "sh %s/move.sh %s %s %d %s %s"
                    .formatted(
                            Bed.FOLDER, contender.method(), name, work.pid(name), bed.address(to), work.criuOptions());
        }
        String list =
                work.names().stream().map(name -> name + " " + work.pid(name)).collect(Collectors.joining("\\n"));
        return "printf '%s\\n' | sh %s/evacuate.sh %s %d %s"
                .formatted(
                        list,
                        Bed.FOLDER,
                        contender.method(),
                        contender == Contender.XARGS ? WIDTH : 1,
                        bed.address(to));
    }
}
