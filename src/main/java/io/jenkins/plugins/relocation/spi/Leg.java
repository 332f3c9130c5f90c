// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;

/**
 * One way of a workload from a host to another within one attempt of a run. A move has the way out; a live return is
 * the way back, with the ends exchanged.
 *
 * @param run id of the run
 * @param attempt 1 for the first attempt
 * @param epoch epoch of the guards of this attempt; hosts refuse older ones
 * @param workload what moves
 * @param from host it leaves
 * @param to host it goes to
 * @param transfer how memory travels, on both ways
 * @param way out, or back
 */
public record Leg(
        String run, int attempt, long epoch, Workload workload, Host from, Host to, TransferPlan transfer, Way way) {
    /** Direction of a leg. */
    public enum Way {
        OUT,
        BACK
    }

    /** End of a leg. */
    public enum End {
        FROM,
        TO
    }

    public Leg {
        requireNonNull(run, "run is null");
        requireNonNull(workload, "workload is null");
        requireNonNull(from, "from is null");
        requireNonNull(to, "to is null");
        requireNonNull(transfer, "transfer is null");
        requireNonNull(way, "way is null");
        if (attempt < 1 || epoch < 0) {
            throw new IllegalArgumentException(
                    "attempt %d must be at least 1 and epoch %d at least 0".formatted(attempt, epoch));
        }
    }

    /** A leg over {@link TransferPlan#DEFAULT}. */
    public Leg(String run, int attempt, long epoch, Workload workload, Host from, Host to, Way way) {
        this(run, attempt, epoch, workload, from, to, TransferPlan.DEFAULT, way);
    }

    /** The host at that end. */
    public Host host(End end) {
        return end == End.FROM ? from : to;
    }

    /** The way back of this leg. */
    public Leg reversed() {
        return new Leg(run, attempt, epoch, workload, to, from, transfer, way == Way.OUT ? Way.BACK : Way.OUT);
    }

    /** Name of this leg, unique on a host, valid as a file name. */
    public String id() {
        return "%s.%d.%s.%s".formatted(run, attempt, workload.name(), way == Way.OUT ? "out" : "back");
    }
}
