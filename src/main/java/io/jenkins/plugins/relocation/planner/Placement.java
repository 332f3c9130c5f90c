// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Chooses targets. First each workload, the largest first, goes where most memory is left, which balances; when that leaves
 * something over, where least is left, which packs tightly; then by search, within bounds.
 */
final class Placement {
    private static final int SEARCHED_MOVERS = 200;
    private static final long SEARCHED_HOSTS = 2_000_000;

    private final Sites sites;
    private final List<Mover> movers;
    private final Comparator<Site> bestFit;
    private final Map<String, String> targets = new TreeMap<>();
    private long budget = SEARCHED_HOSTS;
    private boolean gaveUp;

    Placement(Sites sites, List<Mover> movers) {
        this.sites = sites;
        this.movers = movers.stream().sorted(Mover.LARGEST_FIRST).toList();
        this.bestFit = Comparator.comparing(sites::isJump)
                .thenComparingLong(Site::left)
                .thenComparing(Site::name);
    }

    /**
     * The target of each workload, by workload.
     *
     * @throws RelocationException with {@code INFEASIBLE} when no placement is found
     */
    Map<String, String> targets() {
        Comparator<Site> balanced = Comparator.comparing(sites::isJump)
                .thenComparing(Comparator.comparingLong(Site::left).reversed())
                .thenComparing(Site::name);
        if (!greedy(balanced) && !greedy(bestFit) && !searched()) {
            throw infeasible();
        }
        return targets;
    }

    private boolean greedy(Comparator<Site> preference) {
        for (Mover mover : movers) {
            Optional<Site> site =
                    sites.all().stream().filter(s -> s.takes(mover)).min(preference);
            if (site.isEmpty()) {
                undoAll();
                return false;
            }
            place(mover, site.get());
        }
        return true;
    }

    private boolean searched() {
        if (movers.size() > SEARCHED_MOVERS
                || movers.stream().anyMatch(mover -> candidates(mover).isEmpty())) {
            return false;
        }
        List<Mover> hardestFirst = movers.stream()
                .sorted(Comparator.comparingInt(
                                (Mover mover) -> candidates(mover).size())
                        .thenComparing(Mover.LARGEST_FIRST))
                .toList();
        budget = SEARCHED_HOSTS;
        return search(hardestFirst, 0);
    }

    private boolean search(List<Mover> order, int index) {
        if (index == order.size()) {
            return true;
        }
        Mover mover = order.get(index);
        for (Site site : candidates(mover)) {
            if (budget < 0) {
                gaveUp = true;
                return false;
            }
            place(mover, site);
            if (search(order, index + 1)) {
                return true;
            }
            undo(mover);
        }
        return false;
    }

    private List<Site> candidates(Mover mover) {
        budget -= sites.all().size();
        return sites.all().stream()
                .filter(site -> site.takes(mover))
                .sorted(bestFit)
                .toList();
    }

    private void place(Mover mover, Site site) {
        site.add(mover);
        targets.put(mover.name(), site.name());
    }

    private void undo(Mover mover) {
        sites.get(targets.remove(mover.name())).undo(mover);
    }

    private void undoAll() {
        movers.stream().filter(mover -> targets.containsKey(mover.name())).forEach(this::undo);
    }

    /** Places what can be placed, and says for the rest what is in the way on each host. */
    private RelocationException infeasible() {
        List<Mover> homeless = new ArrayList<>();
        for (Mover mover : movers) {
            Optional<Site> site =
                    sites.all().stream().filter(s -> s.takes(mover)).min(bestFit);
            site.ifPresentOrElse(s -> place(mover, s), () -> homeless.add(mover));
        }
        String searched = gaveUp ? " (not every combination was tried; name targets for some of them with moves)" : "";
        Infeasible report = new Infeasible(
                "%d of %d workloads have no place%s".formatted(homeless.size(), movers.size(), searched));
        for (Mover mover : homeless) {
            report.add("workload %s on %s:".formatted(mover.name(), mover.source()));
            sites.all().forEach(site -> report.add("  host %s: %s".formatted(site.name(), site.obstacles(mover))));
        }
        return report.exception();
    }
}
