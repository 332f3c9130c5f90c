// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** All cells there are for a driver, and samples of more. */
final class Matrix {
    private Matrix() {}

    /** One fault at every place of every scenario. */
    static List<Cell> singles(Subject subject) {
        List<Cell> cells = new ArrayList<>();
        places(subject).forEach((scenario, faults) -> {
            for (Injector.Planned fault : faults) {
                for (Recovery recovery : recoveries(fault.fault())) {
                    cells.add(new Cell(subject, scenario, List.of(fault), recovery));
                }
            }
        });
        return cells;
    }

    private static List<Recovery> recoveries(Fault fault) {
        return fault == Fault.CONTROLLER_GONE ? List.of(Recovery.GO_ON) : List.of(Recovery.values());
    }

    /** Two faults in one run, drawn by a seed. */
    static List<Cell> pairs(Subject subject, int count, long seed) {
        Map<Scenario, List<Injector.Planned>> places = places(subject);
        Random random = new Random(seed);
        List<Cell> cells = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Scenario scenario = Scenario.values()[random.nextInt(Scenario.values().length)];
            List<Injector.Planned> faults = places.get(scenario);
            Injector.Planned first = faults.get(random.nextInt(faults.size()));
            Injector.Planned second = faults.get(random.nextInt(faults.size()));
            Recovery recovery = Recovery.values()[random.nextInt(Recovery.values().length)];
            if (!first.point().equals(second.point())) {
                cells.add(new Cell(subject, scenario, List.of(first, second), recovery));
            }
        }
        return cells;
    }

    /** So many of them, drawn by a seed. */
    static List<Cell> sample(List<Cell> cells, int count, long seed) {
        List<Cell> shuffled = new ArrayList<>(cells);
        Collections.shuffle(shuffled, new Random(seed));
        return shuffled.subList(0, Math.min(count, shuffled.size()));
    }

    private static Map<Scenario, List<Injector.Planned>> places(Subject subject) {
        Map<Scenario, List<Injector.Planned>> places = new LinkedHashMap<>();
        for (Scenario scenario : Scenario.values()) {
            places.put(
                    scenario,
                    Trial.places(subject, scenario).stream()
                            .flatMap(seen -> Fault.at(subject, seen.point()).stream()
                                    .map(fault -> new Injector.Planned(seen.point(), fault)))
                            .distinct()
                            .sorted((one, other) -> one.toString().compareTo(other.toString()))
                            .toList());
        }
        return places;
    }
}
