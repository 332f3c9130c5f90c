// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.planner.Transfers;
import io.jenkins.plugins.relocation.planner.Transports;
import io.jenkins.plugins.relocation.spi.Driver;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Decides how memory travels, each link and each workload measured once while a plan is made. */
final class Measuring implements Transfers {
    private final Inventory inventory;
    private final Map<String, Driver> drivers;
    private final Map<List<String>, TransferPlan> links = new HashMap<>();
    private final Map<List<String>, TransferPlan> decisions = new HashMap<>();

    Measuring(Inventory inventory, Map<String, Driver> drivers) {
        this.inventory = inventory;
        this.drivers = drivers;
    }

    @Override
    public TransferPlan of(Workload workload, Host from, Host to) {
        List<String> move = List.of(workload.name(), from.name(), to.name());
        TransferPlan known = decisions.get(move);
        if (known == null) {
            Driver driver = DriverRegistry.of(drivers, workload);
            known = driver.pack(workload, from, to, link(workload.driver(), driver, from, to));
            decisions.put(move, known);
        }
        return known;
    }

    private TransferPlan link(String id, Driver driver, Host from, Host to) {
        List<String> link = List.of(id, from.name(), to.name());
        TransferPlan known = links.get(link);
        if (known == null) {
            TransferPlan transport = Transports.between(from, to, inventory.networks());
            known = transport.measured(driver.linkBytesPerSecond(from, to, transport));
            links.put(link, known);
        }
        return known;
    }
}
