// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.inventory.InventoryReader;
import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.planner.DefaultPredictor;
import io.jenkins.plugins.relocation.planner.FactChecker;
import io.jenkins.plugins.relocation.planner.GreedyPlanner;
import io.jenkins.plugins.relocation.planner.MeasuredPredictor;
import io.jenkins.plugins.relocation.planner.Need;
import io.jenkins.plugins.relocation.planner.PlanRequest;
import io.jenkins.plugins.relocation.planner.Planner;
import io.jenkins.plugins.relocation.planner.Room;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Load;
import io.jenkins.plugins.relocation.spi.Memory;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Survey;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Gathers what a planner has to know: the inventory as things are now, what moving takes, what hosts have left. */
final class Planning {
    private final Surroundings with;
    private final Map<String, Driver> drivers;
    private final RunBook book;
    private final ClosedHosts closed;
    private final SilentHosts silent = new SilentHosts();

    Planning(Surroundings with, Map<String, Driver> drivers, RunBook book, ClosedHosts closed) {
        this.with = with;
        this.drivers = DriverRegistry.snapshots(drivers);
        this.book = book;
        this.closed = closed;
    }

    Plan plan(PlanParameters parameters, String inventoryText) {
        Inventory inventory = whereThingsAre(read(inventoryText, parameters.inventory()));
        with.directory().learn(inventory.hosts());
        Goal goal = parameters.goal();
        Map<String, String> homes = goal instanceof Goal.ReturnHome home ? homes(home) : Map.of();
        Map<String, Need> needs = needs(inventory, goal, homes);
        Map<String, Room> rooms = rooms(inventory);
        Map<String, Load> loads = goal instanceof Goal.Balance balance ? loads(inventory, balance) : Map.of();
        Measuring transfers = new Measuring(inventory, drivers);
        Planner planner = new GreedyPlanner(new MeasuredPredictor(DefaultPredictor.STANDARD, book.outcomes()));
        while (true) {
            Plan plan = silent.explain(
                    targets(inventory, goal, homes),
                    goal instanceof Goal.Evacuate,
                    () -> planner.plan(new PlanRequest(
                            inventory,
                            goal,
                            needs,
                            rooms,
                            (workload, from, to) ->
                                    DriverRegistry.of(drivers, workload).facts(workload, from, to),
                            transfers,
                            stillClosed(goal, homes),
                            loads,
                            homes)));
            List<Finding> untrue = untrue(plan);
            if (untrue.isEmpty()) {
                return plan;
            }
            withoutTargets(plan, untrue, rooms);
        }
    }

    /** Facts that do not hold even now: such a plan could never run. Amounts may be right by the time of a later wave. */
    private List<Finding> untrue(Plan plan) {
        Set<String> first = plan.waves().stream()
                .limit(1)
                .flatMap(wave -> wave.moves().stream())
                .flatMap(move -> Stream.of(move.source(), move.target()))
                .collect(Collectors.toSet());
        List<Fact> facts = plan.facts().stream()
                .filter(fact -> fact.relation() != Fact.Relation.AT_LEAST || first.contains(fact.host()))
                .toList();
        return FactChecker.check(facts, new Readings(plan, drivers).of(facts)).stream()
                .filter(Finding::blocks)
                .toList();
    }

    /** Leaves out targets of which a fact is not true, so that the next plan is another one. */
    private static void withoutTargets(Plan plan, List<Finding> untrue, Map<String, Room> rooms) {
        boolean fewer = false;
        for (Finding finding : untrue) {
            boolean target =
                    plan.moves().stream().anyMatch(move -> move.target().equals(finding.host()));
            if (target && rooms.get(finding.host()).unfit().isEmpty()) {
                rooms.put(finding.host(), Room.unfit(finding.message()));
                fewer = true;
            }
        }
        if (!fewer) {
            throw new RelocationException(
                    ErrorCode.INFEASIBLE,
                    "no plan: it would rest on what does not hold now%n%s"
                            .formatted(untrue.stream()
                                    .map(finding -> "  " + finding.message())
                                    .collect(Collectors.joining("\n"))));
        }
    }

    private Inventory read(String text, String name) {
        return new InventoryReader(with.drivers().ids(), with.drivers()::check).read(text, name);
    }

    /** The inventory says where workloads were when it was written; journals say where they went since. */
    private Inventory whereThingsAre(Inventory inventory) {
        Map<String, String> locations = book.locations();
        List<Workload> workloads = inventory.workloads().stream()
                .map(workload -> {
                    String host = locations.getOrDefault(workload.name(), workload.host());
                    return inventory.host(host).isPresent() ? workload.on(host) : workload;
                })
                .toList();
        return new Inventory(inventory.hosts(), workloads, inventory.networks(), inventory.concurrency());
    }

    private Map<String, String> homes(Goal.ReturnHome goal) {
        Map<String, String> homes =
                book.committed(goal.run()).stream().collect(Collectors.toMap(Move::workload, Move::source));
        if (homes.isEmpty()) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT, "run %s has committed no move, so nothing returns home".formatted(goal.run()));
        }
        return homes;
    }

    /** What goes home may go to the host that was emptied; that is what the plan is for. */
    private Set<String> stillClosed(Goal goal, Map<String, String> homes) {
        return closed.names().stream()
                .filter(host -> !(goal instanceof Goal.ReturnHome) || !homes.containsValue(host))
                .collect(Collectors.toSet());
    }

    private static boolean moves(Goal goal, Map<String, String> homes, Workload workload) {
        if (goal instanceof Goal.Evacuate evacuate) {
            return evacuate.hosts().contains(workload.host());
        }
        if (goal instanceof Goal.Explicit explicit) {
            return explicit.targets().containsKey(workload.name());
        }
        if (goal instanceof Goal.Balance balance) {
            return balance.hosts().contains(workload.host());
        }
        return homes.containsKey(workload.name());
    }

    /** Hosts that workloads could go to. */
    private Set<String> targets(Inventory inventory, Goal goal, Map<String, String> homes) {
        if (goal instanceof Goal.Explicit explicit) {
            return Set.copyOf(explicit.targets().values());
        }
        if (goal instanceof Goal.Balance balance) {
            return Set.copyOf(balance.hosts());
        }
        if (goal instanceof Goal.Evacuate evacuate) {
            Set<String> away = closed.names().stream().collect(Collectors.toSet());
            away.addAll(evacuate.hosts());
            return inventory.hosts().stream()
                    .map(Host::name)
                    .filter(name -> !away.contains(name))
                    .collect(Collectors.toSet());
        }
        return Set.copyOf(homes.values());
    }

    private Map<String, Need> needs(Inventory inventory, Goal goal, Map<String, String> homes) {
        List<Workload> moving = inventory.workloads().stream()
                .filter(workload -> moves(goal, homes, workload))
                .toList();
        List<Need> measured = Parallel.map(moving, workload -> need(inventory, workload));
        Map<String, Need> needs = new HashMap<>();
        for (int i = 0; i < moving.size(); i++) {
            needs.put(moving.get(i).name(), measured.get(i));
        }
        return needs;
    }

    private Need need(Inventory inventory, Workload workload) {
        Driver driver = DriverRegistry.of(drivers, workload);
        Survey survey = driver.survey(workload, inventory.host(workload.host()).orElseThrow());
        return new Need(
                survey.memoryBytes(),
                survey.memoryBytes() + survey.dataBytes(),
                driver.capabilities().contains(Capability.HELD_SOURCE));
    }

    /** How busy the hosts of a domain are, all measured during the same time. A host that does not tell takes part in nothing. */
    private Map<String, Load> loads(Inventory inventory, Goal.Balance goal) {
        List<Host> hosts = inventory.hosts().stream()
                .filter(host -> goal.hosts().contains(host.name()))
                .toList();
        List<Optional<Load>> measured = Parallel.map(hosts, host -> load(inventory, goal, host));
        Map<String, Load> loads = new HashMap<>();
        for (int i = 0; i < hosts.size(); i++) {
            String name = hosts.get(i).name();
            measured.get(i).ifPresent(load -> loads.put(name, load));
        }
        return loads;
    }

    private Optional<Load> load(Inventory inventory, Goal.Balance goal, Host host) {
        List<Workload> there = inventory.workloads().stream()
                .filter(workload -> workload.host().equals(host.name()))
                .toList();
        // An empty host is asked in the way of its domain: the inventory may have hosts of other kinds.
        Stream<Workload> domain =
                inventory.workloads().stream().filter(each -> goal.hosts().contains(each.host()));
        Optional<String> driver =
                Stream.concat(there.stream(), domain).map(Workload::driver).findFirst();
        try {
            return driver.map(id -> drivers.get(id)
                    .load(
                            host,
                            there.stream()
                                    .filter(each -> each.driver().equals(id))
                                    .toList(),
                            goal.thresholds().period()));
        } catch (RelocationException e) {
            if (e.code() != ErrorCode.HOST_UNREACHABLE && e.code() != ErrorCode.HOST_FAILED) {
                throw e;
            }
            silent.add(host, e.code());
            return Optional.empty();
        }
    }

    private Map<String, Room> rooms(Inventory inventory) {
        List<Room> measured = Parallel.map(inventory.hosts(), host -> room(inventory, host));
        Map<String, Room> rooms = new HashMap<>();
        for (int i = 0; i < measured.size(); i++) {
            rooms.put(inventory.hosts().get(i).name(), measured.get(i));
        }
        return rooms;
    }

    /** As a driver tells that has workloads there, or any other: those of another technology may know nothing about the host. */
    private Room room(Inventory inventory, Host host) {
        Stream<Workload> there =
                inventory.workloads().stream().filter(each -> each.host().equals(host.name()));
        List<String> used = Stream.concat(there, inventory.workloads().stream())
                .map(Workload::driver)
                .distinct()
                .toList();
        Optional<RelocationException> trouble = Optional.empty();
        for (String driver : used) {
            try {
                Memory memory = drivers.get(driver).memory(host);
                return new Room(memory.totalBytes(), memory.availableBytes(), memory.imagesInMemory(), "");
            } catch (RelocationException e) {
                if (e.code() == ErrorCode.HOST_KEY_CHANGED || e.code() == ErrorCode.HOST_KEY_UNKNOWN) {
                    throw e;
                }
                trouble = trouble.or(() -> Optional.of(e));
                if (e.code() != ErrorCode.HOST_FAILED) {
                    break;
                }
            }
        }
        trouble.ifPresent(e -> silent.add(host, e.code()));
        return Room.unfit(trouble.map(RelocationException::getMessage).orElse("the inventory has no workloads"));
    }
}
