// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Knows one technology. Every method that changes something can be called again after it was interrupted anywhere, and
 * whether it took effect can be read back with {@link #observe}: the engine journals the intention, calls, and observes.
 *
 * <p>All methods may throw {@link RelocationException}; one with {@link ErrorCode#HOST_UNREACHABLE} means that the outcome
 * is unknown. Methods of different legs may be called at the same time.
 */
public interface Driver {
    /** What this driver can do beyond a plain move. */
    Set<Capability> capabilities();

    /**
     * This driver as it looks at hosts for one plan or one round of prechecks: what it has asked a host it need not ask again.
     * Only to be used for looking, and not for long.
     */
    default Driver snapshot() {
        return this;
    }

    /** Finds workloads on a host; empty without {@link Capability#DISCOVER}. */
    List<Discovered> discover(Host host);

    /**
     * Looks at a workload on its host.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when it is not there or not exactly one
     */
    Survey survey(Workload workload, Host on);

    /** The memory of a host, for placing workloads on it. */
    Memory memory(Host host);

    /**
     * How busy a host is, and what of that its workloads take, averaged over a time that passes meanwhile.
     *
     * @param workloads of this driver, on that host
     * @throws RelocationException with {@link ErrorCode#UNSUPPORTED} when this driver cannot tell
     */
    default Load load(Host host, List<Workload> workloads, Duration period) {
        throw new RelocationException(
                ErrorCode.UNSUPPORTED,
                "the driver of the workloads on host %s cannot tell how busy it is".formatted(host.name()));
    }

    /** The conditions under which the workload can move from one host to the other, for the plan. */
    List<Fact> facts(Workload workload, Host from, Host to);

    /**
     * Measures for a short, bounded time what a link carries in a second with a transport; 0 when it cannot be measured,
     * which is no error: the precheck says why. Leaves nothing on the hosts.
     */
    default long linkBytesPerSecond(Host from, Host to, TransferPlan transport) {
        return 0;
    }

    /**
     * Decides whether the memory of a workload is packed on its way.
     *
     * @param link the transport, with the measured rate of the link
     */
    default TransferPlan pack(Workload workload, Host from, Host to, TransferPlan link) {
        return link;
    }

    /** The readings of a host that facts of this driver look at, by name. A reading that cannot be had is missing. */
    Map<String, String> readings(Host host, List<Fact> facts);

    /** Everything that could be checked beforehand on both ends: all findings, never only the first. Changes nothing. */
    List<Finding> precheck(Leg leg);

    /**
     * Gets ready while the workload runs: tells supervisors at {@code from} not to start it again, copies in bulk what may
     * be copied early, opens connections that the freeze will need.
     */
    void prepare(Leg leg, Progress progress);

    /**
     * Takes a restore point; the workload runs on afterwards.
     *
     * @return how long it was frozen
     */
    Duration checkpoint(Leg leg, Progress progress);

    /**
     * Freezes at {@code from} and gets a complete, checked image to {@code to}. Afterwards: FROZEN, ABSENT; or FROZEN,
     * STAGED where the target restores by itself as soon as the image is complete, which saves the time in between and is
     * allowed on the way out only: on the way back the stale original has to go first.
     * With {@link Capability#RESUMES_BY_ITSELF}: FROZEN, RUNNING after a way out; until it is known whether the target
     * resumed, {@link #revoke} comes before anything that lets the source continue.
     * FROZEN means held: frozen processes, or, where thawing those would break their connections, a complete image.
     */
    void freeze(Leg leg, Progress progress);

    /** Restores at {@code to}, held before its first instruction. Afterwards: FROZEN, STAGED. */
    void restore(Leg leg, Progress progress);

    /**
     * Whether the whole, checked image of a freeze is at {@code to}: when the end that was frozen is gone and could not say so
     * any more.
     *
     * @throws UnsupportedOperationException without {@link Capability#LIVE_RETURN}
     */
    default boolean hasImage(Leg leg) {
        throw new UnsupportedOperationException("this driver cannot bring anything back live");
    }

    /** Lets the staged copy run. Afterwards: FROZEN, RUNNING. */
    void resume(Leg leg);

    /**
     * Takes back the permit that {@link #freeze} or {@link #resume} gave. One end that is certain is enough: the source has
     * not sent, and now will not send, the last part of the image; or the target has not begun, and now will not begin, to
     * resume.
     *
     * @return whether the target never ran the workload and never will under this epoch; false: the permit was used, and
     *     {@link #observe} tells what came of it
     * @throws RelocationException with {@link ErrorCode#HOST_UNREACHABLE} when neither end can tell
     * @throws UnsupportedOperationException without {@link Capability#RESUMES_BY_ITSELF} and {@link Capability#LIVE_RETURN}
     */
    default boolean revoke(Leg leg) {
        throw new UnsupportedOperationException("this driver gives no permit along with a freeze");
    }

    /** Continues the frozen original at {@code from}. Afterwards: RUNNING, ABSENT. */
    void thaw(Leg leg);

    /** Destroys the workload at one end, wherever it stands there, and proves it gone. Afterwards: ABSENT at that end. */
    void discard(Leg leg, Leg.End end);

    /**
     * Makes {@code home} the workload's home: supervisors look after it there and do not start it at the other end.
     * Called when the workload runs there and the other copy is gone.
     */
    void adopt(Leg leg, Leg.End home);

    /** Removes what the leg left at one end: images, keys, scripts, state. The workload is not touched. */
    void cleanUp(Leg leg, Leg.End end);

    /** Removes the restore point, or continues the workload from it at {@code from} after the copy at {@code to} is gone. */
    void restorePoint(Leg leg, RestorePointUse use);

    /** Reads back what both hosts show. Never throws for a host that does not answer: that end is UNKNOWN. */
    Observation observe(Leg leg);

    /** What one end shows; as {@link #observe}, for who needs no more than that. */
    default Observation.State observe(Leg leg, Leg.End end) {
        Observation seen = observe(leg);
        return end == Leg.End.FROM ? seen.from() : seen.to();
    }

    /** What happens to a restore point. */
    enum RestorePointUse {
        /** The workload continues from it. */
        CONTINUE,
        /** It is no longer needed. */
        REMOVE
    }
}
