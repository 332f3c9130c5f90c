// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Phase;
import java.util.Optional;

/**
 * What this controller knows about the run, and the move of it, that left something on a host.
 *
 * @param run id of the run
 * @param knowledge how the run stands
 * @param detail why it stands so, for people; may be empty
 * @param phase the phase of the move; empty: the run has no such move, or is not known
 * @param source the host that the workload left; empty as above
 * @param target the host that it went to; empty as above
 */
record Standing(
        String run,
        Knowledge knowledge,
        String detail,
        Optional<Phase> phase,
        Optional<Host> source,
        Optional<Host> target) {
    /** How a run stands. */
    enum Knowledge {
        /** It goes on, or can be continued. */
        OPEN,
        /** It was ended. */
        SETTLED,
        /** Its journal or plan cannot be read. */
        DAMAGED,
        /** This controller never heard of it. */
        UNKNOWN
    }

    Standing {
        requireNonNull(run, "run is null");
        requireNonNull(knowledge, "knowledge is null");
        requireNonNull(detail, "detail is null");
    }

    static Standing of(String run, Knowledge knowledge, String detail) {
        return new Standing(run, knowledge, detail, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /** The host where the workload is at home since the run was settled. */
    Optional<Host> home() {
        return phase.flatMap(end -> end == Phase.COMMITTED ? target : source);
    }

    /** Whether the run made another host the workload's home than this one. */
    boolean leftFor(Host host) {
        return phase.filter(Phase.COMMITTED::equals).isPresent() && !isHome(host);
    }

    /** Whether the workload is at home on a host. Hosts are the same where their addresses are, whatever inventories call them. */
    boolean isHome(Host host) {
        return home().filter(home -> home.address().equals(host.address()) && home.port() == host.port())
                .isPresent();
    }
}
