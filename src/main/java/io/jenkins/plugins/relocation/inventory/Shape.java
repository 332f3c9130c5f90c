// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import java.util.ArrayList;
import java.util.List;

/** The keys that each kind of mapping in an inventory may have. The JSON schema has a definition for each. */
enum Shape {
    INVENTORY("version", "concurrency", "defaults", "networks", "hosts", "workloads"),
    DEFAULTS("login", "limits", "policy", "timing"),
    LOGIN("user", "credentials", "become"),
    HOST(
            "name",
            "address",
            "port",
            "login",
            "hostKeys",
            "jump",
            "labels",
            "limits",
            "transfer",
            "stateDir",
            "imageDir",
            "algorithms"),
    NETWORK("name", "cidr", "trusted"),
    LIMITS("movesIn", "movesOut", "memoryReserve"),
    TRANSFER("path", "address"),
    WORKLOAD("name", "driver", "host", "memory", "requires", "group", "settings", "probes", "hooks", "policy"),
    POLICY("freezeBudget", "holdDeadline", "acceptLoss", "restorePoint", "waivers"),
    WAIVER("check", "target", "approver", "expires", "reason"),
    HOOK("when", "run", "deadline", "onFailure"),
    TIMING("interval", "timeout", "within", "successes"),
    TCP(TIMING, "type", "address", "port"),
    HTTP(TIMING, "type", "url", "status", "bodyContains", "certificateSha256"),
    COMMAND(TIMING, "type", "run", "outputContains"),
    PROCESS(TIMING, "type"),
    LINE(TIMING, "type", "address", "port", "send", "expect");

    private final List<String> keys;

    Shape(String... keys) {
        this.keys = List.of(keys);
    }

    Shape(Shape base, String... keys) {
        List<String> all = new ArrayList<>(List.of(keys));
        all.addAll(base.keys);
        this.keys = List.copyOf(all);
    }

    List<String> keys() {
        return keys;
    }
}
