// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.driver.container.ContainerDriverFactory;
import io.jenkins.plugins.relocation.driver.process.ProcessDriverFactory;
import io.jenkins.plugins.relocation.driver.wpar.WparDriverFactory;
import io.jenkins.plugins.relocation.simulator.App;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import java.util.List;
import java.util.Map;

/**
 * A driver that has to pass the matrix. A driver that comes later adds a line here, and what its hosts do to the simulator.
 *
 * @param factory makes the driver
 * @param kind how the simulated host runs such a workload
 * @param settings settings of the workload in the inventory
 */
record Subject(DriverFactory factory, App.Kind kind, Map<String, Object> settings) {
    static final String WORKLOAD = "app";
    static final String UNIT = "app.service";

    static final Subject PROCESS = new Subject(new ProcessDriverFactory(), App.Kind.PROCESS, Map.of("unit", UNIT));
    static final Subject CONTAINER = new Subject(
            new ContainerDriverFactory(),
            App.Kind.CONTAINER,
            Map.of("runtime", "crun", "name", WORKLOAD, "unit", UNIT));

    static final Subject AIX = new Subject(new WparDriverFactory(), App.Kind.WPAR, Map.of());

    static final List<Subject> ALL = List.of(PROCESS, CONTAINER, AIX);

    static Subject of(String id) {
        return ALL.stream()
                .filter(each -> each.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no driver " + id + " in the matrix"));
    }

    String id() {
        return factory.id();
    }

    App app() {
        return new App(WORKLOAD, kind, UNIT);
    }

    @Override
    public String toString() {
        return id();
    }
}
