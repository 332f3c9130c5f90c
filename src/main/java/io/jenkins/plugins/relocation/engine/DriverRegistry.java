// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Waiver;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The drivers that there are, by id. */
public final class DriverRegistry {
    private final Map<String, DriverFactory> factories;

    public DriverRegistry(List<DriverFactory> factories) {
        this.factories = factories.stream()
                .collect(Collectors.toMap(
                        DriverFactory::id,
                        factory -> factory,
                        (a, b) -> {
                            throw new IllegalArgumentException("two drivers have the id " + a.id());
                        },
                        TreeMap::new));
    }

    /** Ids of all drivers, sorted. */
    public List<String> ids() {
        return List.copyOf(factories.keySet());
    }

    /** What is wrong with the driver or the settings of a workload. */
    public List<SettingProblem> check(Workload workload) {
        DriverFactory factory = factories.get(workload.driver());
        if (factory == null) {
            return List.of(new SettingProblem("", unknown(workload.driver())));
        }
        List<SettingProblem> problems = new ArrayList<>(factory.check(workload));
        workload.policy().waivers().stream()
                .map(Waiver::check)
                .filter(check -> !factory.waivable().contains(check))
                .forEach(check -> problems.add(new SettingProblem(
                        "",
                        "policy.waivers: check %s cannot be waived; %s"
                                .formatted(
                                        check,
                                        factory.waivable().isEmpty()
                                                ? "driver %s has none that can".formatted(factory.id())
                                                : "only %s can".formatted(factory.waivable())))));
        return problems;
    }

    /** Checks of a workload's driver that can be waived. */
    Set<String> waivable(Workload workload) {
        DriverFactory factory = factories.get(workload.driver());
        return factory == null ? Set.of() : factory.waivable();
    }

    /** Makes all drivers, by id. */
    Map<String, Driver> create(HostAccess access, Ticker ticker) {
        Map<String, Driver> drivers = new TreeMap<>();
        factories.forEach((id, factory) -> drivers.put(id, factory.create(access, ticker)));
        return drivers;
    }

    /** The same drivers, each as it looks at hosts for one plan or one round of prechecks. */
    static Map<String, Driver> snapshots(Map<String, Driver> drivers) {
        Map<String, Driver> snapshots = new TreeMap<>();
        drivers.forEach((id, driver) -> snapshots.put(id, driver.snapshot()));
        return snapshots;
    }

    /** The driver of a workload. */
    static Driver of(Map<String, Driver> drivers, Workload workload) {
        Driver driver = drivers.get(workload.driver());
        if (driver == null) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "workload %s: there is no driver %s; there are %s"
                            .formatted(workload.name(), Names.quote(workload.driver()), drivers.keySet()));
        }
        return driver;
    }

    private String unknown(String id) {
        return "there is no driver %s; there are %s".formatted(Names.quote(id), ids());
    }
}
