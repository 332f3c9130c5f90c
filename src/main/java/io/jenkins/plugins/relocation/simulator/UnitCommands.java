// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

/** Keeps systemd from starting a workload, and has it look after a restored one: as relocation-systemd.sh. */
final class UnitCommands {
    private final Script script;

    UnitCommands(Script script) {
        this.script = script;
    }

    String hold(Leg leg, String unit) {
        script.needGuard();
        if (!leg.has("unit")) {
            leg.put("unit", "enabled=" + enabled(unit));
        }
        script.step("unit: hold");
        script.host().disk.put("held/" + script.workload(), leg.id());
        script.step("unit: write the drop-in");
        script.host().disk.put("drop-ins/" + unit, "ConditionPathExists=!held");
        return "";
    }

    String before(Leg leg) {
        return leg.has("unit") ? leg.read("unit") + "\n" : "enabled=\n";
    }

    String arrive(String unit) {
        script.needGuard();
        script.step("unit: arrive");
        script.host().arrivals.add(unit);
        return "";
    }

    String free(Leg leg, String unit, String how) {
        script.needGuard();
        if (how.equals("enable") || how.equals("disable")) {
            script.step("unit: " + how);
            script.host().disk.put(SimulatedHost.unitFile(unit), how + "d");
        }
        script.step("unit: remove the drop-ins");
        script.host().disk.remove("drop-ins/" + unit);
        script.host().arrivals.remove(unit);
        script.step("unit: let go");
        script.host().disk.remove("held/" + script.workload());
        if (how.equals("home") && leg.read("unit").equals("enabled=enabled") && leg.rebooted()) {
            script.step("unit: start");
            script.host().startUnit(unit);
        }
        boolean active = script.tasks().findAny().isPresent();
        return "enabled=%s\nactive=%s\n".formatted(enabled(unit), active ? "active" : "inactive");
    }

    private String enabled(String unit) {
        return script.host().isEnabled(unit) ? "enabled" : "disabled";
    }
}
