// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;

/** Estimates what a move will cost. */
@FunctionalInterface
public interface Predictor {
    /** The estimate for one move. The same values give the same estimate: it is part of the plan's digest. */
    Prediction predict(Workload workload, Host from, Host to, TransferPlan transfer, Need need);
}
