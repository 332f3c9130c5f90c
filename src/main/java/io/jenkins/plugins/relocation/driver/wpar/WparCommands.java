// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Permits;
import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.spi.Leg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Builds what is asked of hosts; runs nothing. */
final class WparCommands {
    private static final Duration CHANGE = Duration.ofSeconds(60);
    private static final Duration CLEAN = Duration.ofMinutes(3);

    private WparCommands() {}

    // ---- looking ----

    static List<String> wpars() {
        return List.of("report_wpars");
    }

    static List<String> host(Host host) {
        return List.of("report_host", host.imageDir(), host.stateDir());
    }

    static List<String> wpar(String name) {
        return List.of("report_wpar", name);
    }

    static List<String> load(Duration period) {
        return List.of("report_load", Long.toString(period.toSeconds()));
    }

    static List<String> exports() {
        return List.of("report_exports");
    }

    // ---- changing ----

    static boolean isStatic(Leg leg) {
        return leg.transfer().transport() == TransferPlan.Transport.STATIC;
    }

    static Call open(Leg leg, Leg.End end, Partition partition) {
        List<String> plan = new ArrayList<>(List.of(
                "wpar=" + partition.name(),
                "kind=" + partition.kind().word(),
                "mode=" + (isStatic(leg) ? "static" : "live"),
                "role=" + (end == Leg.End.FROM ? "from" : "to"),
                "checksum=" + WparSettings.of(leg.workload()).checksum().word(),
                "budget=" + leg.workload().policy().freezeBudget().toMillis()));
        if (end == Leg.End.FROM) {
            plan.add(Permits.deadline(leg));
        }
        return Call.of("leg-open", leg.id(), leg.host(end).imageDir())
                .within(CHANGE)
                .reading(String.join("\n", plan) + "\n");
    }

    static Call readRole(Leg leg) {
        return Call.of("leg-read", leg.id(), "role");
    }

    static Call hold(Leg leg) {
        return Call.of("hold", leg.id()).within(CHANGE);
    }

    static Call spec(Leg leg) {
        return Call.of("spec", leg.id()).within(CHANGE);
    }

    static Call adoptAsBefore(Leg out) {
        return Call.of("adopt", out.id(), "before").within(CLEAN);
    }

    static Call adopt(Leg out, boolean auto) {
        return Call.of("adopt", out.id(), auto ? "yes" : "no").within(CLEAN);
    }

    /**
     * Removes what a leg left.
     *
     * @param away whether the workload's home is the other end: then a definition that the leg has made is not needed
     */
    static Call clean(Leg leg, boolean away) {
        return Call.of("leg-clean", leg.id(), away ? "away" : "stay").within(CLEAN);
    }

    static Call removePoint(Leg leg) {
        return Call.of("point-remove", leg.id()).within(CHANGE);
    }

    static Call received(Leg leg) {
        return Call.of("received", leg.id());
    }

    static Call revoke(Leg leg, Leg.End end) {
        return Call.of("revoke", leg.id(), end == Leg.End.FROM ? "source" : "target")
                .within(CHANGE);
    }

    static Call observe() {
        return Call.of("observe");
    }
}
