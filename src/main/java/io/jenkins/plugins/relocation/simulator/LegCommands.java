// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

/** Opens and cleans legs, and handles their keys. */
final class LegCommands {
    private static final int NOBODY = -1;

    private final Script script;

    LegCommands(Script script) {
        this.script = script;
    }

    private Disk disk() {
        return script.host().disk;
    }

    String open(String id, String plan) {
        script.needGuard();
        Leg leg = script.leg(id);
        if (leg.has("images")) {
            script.step("leg: write the plan again");
            leg.put("plan", plan);
            return "";
        }
        script.step("leg: lay out");
        disk().put(leg.path("plan"), plan);
        leg.put("owner", "%d %s".formatted(script.epoch(), script.workload()));
        leg.put("boot", script.host().bootId());
        leg.put("asleep", "yes");
        script.step("leg: open");
        leg.put("images", "/run/relocation/" + id);
        return "";
    }

    String read(String id, String key) {
        Leg leg = script.leg(id);
        if (key.isEmpty()) {
            return leg.read("plan");
        }
        return String.join("", leg.plan(key).stream().map(line -> line + "\n").toList());
    }

    String clean(String id) {
        script.needNoOther();
        Leg leg = script.leg(id);
        if (disk().below("legs/" + id).isEmpty()) {
            return "";
        }
        leg.stopOperations(NOBODY);
        script.step("leg: remove the images");
        script.host().images.remove(id);
        script.step("leg: remove its files");
        disk().removeAll("legs/" + id);
        return "";
    }

    // ---- keys ----

    String makeKey(String id) {
        script.needGuard();
        Leg leg = script.openLeg(id);
        script.step("key: make");
        leg.put("key", "key of " + id);
        return "ssh-ed25519 AAAA relocation:%s\n".formatted(id);
    }

    String allowKey(String id, String key) {
        script.needGuard();
        script.openLeg(id);
        script.step("key: allow");
        disk().put("keys/" + id, key);
        return "";
    }

    String link(String id, String address) {
        script.needGuard();
        script.step("key: link");
        script.openLeg(id).put("ssh.conf", address);
        return "";
    }

    String dropKey(String id) {
        script.needNoOther();
        script.step("key: drop");
        disk().remove("keys/" + id);
        return "";
    }
}
