// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Nearest;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Checks what has to fit together between the parts of an inventory. */
final class References {
    private References() {}

    /** The names that elements of a list have, also of those that have problems of their own. */
    static Set<String> names(List<Value> values) {
        Set<String> names = new TreeSet<>();
        values.forEach(value -> value.at("name").flatMap(Value::scalar).ifPresent(names::add));
        return names;
    }

    static void requireUnique(List<Value> values) {
        Map<String, Value> seen = new HashMap<>();
        for (Value value : values) {
            value.at("name").filter(name -> name.scalar().isPresent()).ifPresent(name -> {
                Value first = seen.putIfAbsent(name.scalar().orElse(""), name);
                if (first != null) {
                    int line = first.mark().getLine() + 1;
                    name.wrong("is the name of another one in line %d".formatted(line), "give each its own name");
                }
            });
        }
    }

    /** Jump hosts that exist and lead somewhere, and no machine under two names. */
    static void checkHosts(Map<Value, Host> read, Set<String> names) {
        Map<String, Host> byName = new HashMap<>();
        read.values().forEach(host -> byName.put(host.name(), host));
        Map<String, Host> byPlace = new HashMap<>();
        read.forEach((value, host) -> {
            host.jumpHost().ifPresent(jump -> checkJump(value, host, jump, names, byName));
            String place = "%s through %s:%d".formatted(host.address(), host.jump(), host.port());
            Host other = byPlace.putIfAbsent(place, host);
            if (other != null && !other.name().equals(host.name())) {
                at(value, "address")
                        .wrong(
                                "is, with its port, the address of host %s too".formatted(other.name()),
                                "name each machine once: a plan could move a workload to where it is");
            }
        });
    }

    private static void checkJump(Value value, Host host, String jump, Set<String> names, Map<String, Host> byName) {
        if (!names.contains(jump)) {
            at(value, "jump").wrong("is not one of the hosts", Nearest.hint(jump, names));
            return;
        }
        Set<String> way = new LinkedHashSet<>(List.of(host.name()));
        Host next = byName.get(jump);
        while (next != null && way.add(next.name())) {
            next = next.jumpHost().map(byName::get).orElse(null);
        }
        if (next != null && next.name().equals(host.name())) {
            at(value, "jump")
                    .wrong(
                            "leads back to this host: %s, %s".formatted(String.join(", ", way), next.name()),
                            "let the first jump host be reached without one");
        }
    }

    private static Value at(Value host, String key) {
        return host.at(key).orElse(host);
    }
}
