// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import java.util.List;

/** Knows the conditions under which a workload can move from one host to another: its driver. */
@FunctionalInterface
public interface Facts {
    /** The conditions of one move. */
    List<Fact> of(Workload workload, Host from, Host to);
}
