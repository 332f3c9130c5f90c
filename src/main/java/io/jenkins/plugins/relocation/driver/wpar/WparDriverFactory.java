// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.util.List;
import java.util.Set;

/** Makes the driver for workload partitions of AIX. */
public final class WparDriverFactory implements DriverFactory {
    /** Id of the driver. */
    public static final String ID = "wpar";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<SettingProblem> check(Workload workload) {
        return WparSettings.problems(workload);
    }

    /** Whether it can come back decides nothing about going there. */
    @Override
    public Set<String> waivable() {
        return Set.of(CompatibilityChecks.BACK);
    }

    @Override
    public Driver create(HostAccess access, Ticker ticker) {
        return new WparDriver(access, ticker);
    }
}
