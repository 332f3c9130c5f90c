// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.Workload;
import java.util.List;
import java.util.Set;

/** Makes one kind of driver. */
public interface DriverFactory {
    /** Id of the driver: the last part of its package. */
    String id();

    /**
     * What is wrong with the settings of a workload; empty: nothing. Looks at no host.
     *
     * @return problems, each naming a setting by its path below {@code settings}
     */
    List<SettingProblem> check(Workload workload);

    /** Ids of required checks that an owner may waive by name: nothing else relies on them. */
    default Set<String> waivable() {
        return Set.of();
    }

    /** Makes a driver that works through the given access to hosts. */
    Driver create(HostAccess access, Ticker ticker);

    /**
     * A setting that is wrong.
     *
     * @param setting path below {@code settings}: "tcp"; empty: the settings as a whole
     * @param message what is wrong and what to write instead
     */
    record SettingProblem(String setting, String message) {}
}
