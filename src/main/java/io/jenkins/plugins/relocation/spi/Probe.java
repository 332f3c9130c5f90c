// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.ProbeSpec;

/** Asks once whether an application works. */
public interface Probe {
    /**
     * One attempt, ended within {@code spec.timing().timeout()}.
     *
     * @param on the host that the workload is on
     */
    Outcome attempt(ProbeSpec spec, Host on);

    /**
     * What an attempt showed.
     *
     * @param passed whether the answer was as expected
     * @param saw what was seen, for people
     */
    record Outcome(boolean passed, String saw) {}
}
