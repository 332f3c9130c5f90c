// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a plan is to reach. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Goal.Evacuate.class, name = "evacuate"),
    @JsonSubTypes.Type(value = Goal.Explicit.class, name = "moves"),
    @JsonSubTypes.Type(value = Goal.ReturnHome.class, name = "return-home"),
    @JsonSubTypes.Type(value = Goal.Balance.class, name = "balance")
})
public sealed interface Goal {
    /** The goal on one line for people. */
    String describe();

    /** Nothing declared in the inventory is left on these hosts. */
    record Evacuate(List<String> hosts) implements Goal {
        public Evacuate {
            hosts = List.copyOf(requireNonNull(hosts, "hosts is null"));
            if (hosts.isEmpty()) {
                throw new IllegalArgumentException("evacuate needs at least one host");
            }
        }

        @Override
        public String describe() {
            return "evacuate " + String.join(", ", hosts);
        }
    }

    /** Each named workload gets to the named host. */
    record Explicit(Map<String, String> targets) implements Goal {
        public Explicit {
            targets = Map.copyOf(new TreeMap<>(requireNonNull(targets, "targets is null")));
            if (targets.isEmpty()) {
                throw new IllegalArgumentException("moves needs at least one workload");
            }
        }

        @Override
        public String describe() {
            return "move " + new TreeMap<>(targets);
        }
    }

    /** What the run moved goes back to where it came from. */
    record ReturnHome(String run) implements Goal {
        public ReturnHome {
            requireNonNull(run, "run is null");
        }

        @Override
        public String describe() {
            return "return home what run %s moved".formatted(run);
        }
    }

    /** No host of a relocation domain has more to do than it should, as long as others have less. */
    record Balance(List<String> hosts, Thresholds thresholds) implements Goal {
        public Balance {
            hosts = List.copyOf(requireNonNull(hosts, "hosts is null"));
            requireNonNull(thresholds, "thresholds is null");
            if (hosts.size() < 2) {
                throw new IllegalArgumentException("balance needs at least two hosts, these are " + hosts);
            }
            if (hosts.stream().distinct().count() < hosts.size()) {
                throw new IllegalArgumentException("balance names a host twice: " + String.join(", ", hosts));
            }
        }

        @Override
        public String describe() {
            return "balance %s: %s".formatted(String.join(", ", hosts), thresholds.describe());
        }
    }
}
