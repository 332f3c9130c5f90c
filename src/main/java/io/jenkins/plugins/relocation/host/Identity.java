// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.List;

/** Who asks a host for something: what the guard of the workload is compared with. */
record Identity(String workload, String run, int attempt, long epoch) {
    Identity {
        Names.require("workload", workload);
        Names.require("run", run);
    }

    static Identity of(Leg leg) {
        return new Identity(leg.workload().name(), leg.run(), leg.attempt(), leg.epoch());
    }

    /** For commands that only look: no run has this epoch. */
    static Identity nobody(String workload) {
        return new Identity(workload, "nobody", 1, 0);
    }

    List<String> words() {
        return List.of(workload, run, Integer.toString(attempt), Long.toString(epoch));
    }
}
