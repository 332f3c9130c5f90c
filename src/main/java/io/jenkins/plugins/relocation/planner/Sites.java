// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** All hosts as they are before anything moves, by name. */
final class Sites {
    private static final Room UNKNOWN = Room.unfit("its memory is not known: it was not looked at, or did not answer");

    private final Map<String, Site> byName = new TreeMap<>();
    private final Set<String> jumps = new HashSet<>();

    /**
     * @param closed why a host takes nothing, by host
     */
    Sites(PlanRequest request, Map<String, String> closed) {
        for (Host host : request.inventory().hosts()) {
            Room room = request.rooms().getOrDefault(host.name(), UNKNOWN);
            byName.put(host.name(), new Site(host, room, closed.getOrDefault(host.name(), "")));
            host.jumpHost().ifPresent(jumps::add);
        }
        for (Workload workload : request.inventory().workloads()) {
            byName.get(workload.host()).occupy(workload);
        }
    }

    Collection<Site> all() {
        return byName.values();
    }

    Site get(String name) {
        return byName.get(name);
    }

    /** Whether the way to other hosts leads through this one: workloads are put there only when no other host takes them. */
    boolean isJump(Site site) {
        return jumps.contains(site.name());
    }
}
