// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;
import java.util.Map;

/**
 * Divides moves into waves: as many at the same time as the hosts and the whole allow, the largest first. During a wave a
 * workload counts on both of its hosts; what it leaves free can be used from the next wave on.
 */
final class Waves {
    private final Sites sites;
    private final Map<String, String> targets;
    private final int concurrency;
    private final Map<String, Integer> in = new HashMap<>();
    private final Map<String, Integer> out = new HashMap<>();
    private final Map<String, Long> images = new HashMap<>();

    /**
     * @param sites before anything moved
     * @param targets target host by workload
     */
    Waves(Sites sites, Map<String, String> targets, int concurrency) {
        this.sites = sites;
        this.targets = targets;
        this.concurrency = concurrency;
    }

    /**
     * The moves of each wave.
     *
     * @throws RelocationException with {@code INFEASIBLE} when moves are left that cannot
     *     even go one by one
     */
    List<List<Mover>> of(List<Mover> movers) {
        List<Mover> left = new LinkedList<>(movers);
        left.sort(Mover.LARGEST_FIRST);
        List<List<Mover>> waves = new ArrayList<>();
        while (!left.isEmpty()) {
            List<Mover> wave = next(left);
            if (wave.isEmpty()) {
                throw stuck(left);
            }
            wave.forEach(mover -> sites.get(mover.source()).release(mover));
            waves.add(wave);
        }
        return waves;
    }

    private List<Mover> next(List<Mover> left) {
        in.clear();
        out.clear();
        images.clear();
        List<Mover> wave = new ArrayList<>();
        for (Iterator<Mover> all = left.iterator(); all.hasNext() && wave.size() < concurrency; ) {
            Mover mover = all.next();
            if (fits(mover)) {
                start(mover);
                wave.add(mover);
                all.remove();
            }
        }
        return wave;
    }

    private boolean fits(Mover mover) {
        Site target = target(mover);
        Limits source = sites.get(mover.source()).host().limits();
        return in.getOrDefault(target.name(), 0) < target.host().limits().movesIn()
                && out.getOrDefault(mover.source(), 0) < source.movesOut()
                && target.takesNow(mover, images.getOrDefault(target.name(), 0L));
    }

    private void start(Mover mover) {
        Site target = target(mover);
        in.merge(target.name(), 1, Integer::sum);
        out.merge(mover.source(), 1, Integer::sum);
        images.merge(target.name(), target.image(mover), Long::sum);
        target.add(mover);
    }

    private Site target(Mover mover) {
        return sites.get(targets.get(mover.name()));
    }

    private RelocationException stuck(List<Mover> left) {
        Infeasible report = new Infeasible(
                "%d of %d moves cannot be made in any order that was tried".formatted(left.size(), targets.size()));
        for (Mover mover : left) {
            String reasons = String.join("; ", target(mover).obstaclesNow(mover, 0));
            report.add("workload %s from %s to %s: %s"
                    .formatted(mover.name(), mover.source(), target(mover).name(), reasons));
        }
        return report.exception();
    }
}
