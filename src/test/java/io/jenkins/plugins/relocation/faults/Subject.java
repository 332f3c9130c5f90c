// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.driver.container.ContainerDriverFactory;
import io.jenkins.plugins.relocation.driver.process.ProcessDriverFactory;
import io.jenkins.plugins.relocation.driver.wpar.WparDriverFactory;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import io.jenkins.plugins.relocation.simulator.App;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import java.util.List;
import java.util.Map;

/**
 * A driver, and a way of it, that has to pass the matrix. A driver that comes later adds a line here, and what its hosts do to the
 * simulator.
 *
 * @param id names it in cells and documents: that of the driver, and what is special
 * @param factory makes the driver
 * @param kind how the simulated host runs such a workload
 * @param settings settings of the workload in the inventory
 * @param way how it gets to its target
 */
record Subject(String id, DriverFactory factory, App.Kind kind, Map<String, Object> settings, TransferPlan way) {
    static final String WORKLOAD = "app";
    static final String UNIT = "app.service";

    static final Subject PROCESS = new Subject(
            "process", new ProcessDriverFactory(), App.Kind.PROCESS, Map.of("unit", UNIT), TransferPlan.DEFAULT);
    static final Subject CONTAINER = new Subject(
            "container",
            new ContainerDriverFactory(),
            App.Kind.CONTAINER,
            Map.of("runtime", "crun", "name", WORKLOAD, "unit", UNIT),
            TransferPlan.DEFAULT);

    static final Subject WPAR = partition("wpar", App.Kind.WPAR, Transport.SHARED);
    static final Subject STATIC_WPAR = partition("wpar-static", App.Kind.WPAR, Transport.STATIC);
    static final Subject APPLICATION_WPAR = partition("wpar-application", App.Kind.APPLICATION_WPAR, Transport.SHARED);

    static final List<Subject> ALL = List.of(PROCESS, CONTAINER, WPAR, STATIC_WPAR, APPLICATION_WPAR);

    private static Subject partition(String id, App.Kind kind, Transport transport) {
        return new Subject(id, new WparDriverFactory(), kind, Map.of(), TransferPlan.over(transport, ""));
    }

    static Subject of(String id) {
        return ALL.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no driver " + id + " in the matrix"));
    }

    /** Whether its hosts are AIX systems. */
    boolean isPartition() {
        return app().isPartition();
    }

    /** Whether something starts it when its host does, which the move has to keep from that. */
    boolean isSupervised() {
        return kind != App.Kind.APPLICATION_WPAR;
    }

    App app() {
        return new App(WORKLOAD, kind, UNIT);
    }

    @Override
    public String toString() {
        return id;
    }
}
