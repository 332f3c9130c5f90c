// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Builds requests for planners in few words. Sizes are in MiB. */
final class Samples {
    static final long MIB = 1 << 20;

    private final List<Host> hosts = new ArrayList<>();
    private final List<Workload> workloads = new ArrayList<>();
    private final Map<String, Need> needs = new HashMap<>();
    private final Map<String, Room> rooms = new HashMap<>();
    private int concurrency = 4;

    Samples concurrency(int moves) {
        concurrency = moves;
        return this;
    }

    Samples host(String name, long availableMib, String... labels) {
        return host(name, availableMib, 2, 2, "", labels);
    }

    Samples host(String name, long availableMib, int in, int out, String jump, String... labels) {
        hosts.add(new Host(
                name,
                name + ".example.org",
                22,
                new Login("root", "", Login.Become.NONE),
                List.of("ssh-ed25519 AAAA"),
                jump,
                List.of(labels),
                new Limits(in, out, 0),
                Transfer.DEFAULT,
                Host.STATE_DIR,
                Host.IMAGE_DIR,
                List.of()));
        // Images on disk, so that a test says with its numbers what it is about.
        rooms.put(name, new Room(availableMib * MIB, availableMib * MIB, false, ""));
        return this;
    }

    Samples room(String host, Room room) {
        rooms.put(host, room);
        return this;
    }

    Samples noRoom(String host) {
        rooms.remove(host);
        return this;
    }

    Samples workload(String name, String host, long mib, String... requires) {
        return workload(name, host, mib, "", List.of(requires), Map.of());
    }

    Samples grouped(String name, String host, long mib, String group) {
        return workload(name, host, mib, group, List.of(), Map.of());
    }

    Samples workload(
            String name, String host, long mib, String group, List<String> requires, Map<String, Object> settings) {
        workloads.add(new Workload(
                name,
                "process",
                host,
                settings,
                0,
                requires,
                group,
                List.of(new ProbeSpec.ProcessState(Timing.DEFAULT)),
                List.of(),
                Policy.DEFAULT));
        needs.put(name, new Need(mib * MIB, mib * MIB, true));
        return this;
    }

    Samples workload(Workload workload, Need need) {
        workloads.add(workload);
        needs.put(workload.name(), need);
        return this;
    }

    Samples noNeed(String workload) {
        needs.remove(workload);
        return this;
    }

    Inventory inventory() {
        return new Inventory(hosts, workloads, concurrency);
    }

    PlanRequest evacuate(String... names) {
        return request(new Goal.Evacuate(List.of(names)));
    }

    PlanRequest moves(Map<String, String> targets) {
        return request(new Goal.Explicit(targets));
    }

    PlanRequest request(Goal goal) {
        return PlanRequest.of(inventory(), goal, needs, rooms);
    }
}
