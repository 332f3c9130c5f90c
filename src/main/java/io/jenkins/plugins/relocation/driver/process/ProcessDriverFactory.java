// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.util.List;

/** Makes the driver for plain process trees. */
public final class ProcessDriverFactory implements DriverFactory {
    /** Id of the driver. */
    public static final String ID = "process";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public List<SettingProblem> check(Workload workload) {
        SettingsReader reader = new SettingsReader(workload.settings());
        reader.read();
        return reader.problems();
    }

    @Override
    public Driver create(HostAccess access, Ticker ticker) {
        return new ConnectedProcessDriver(access, ticker);
    }
}
