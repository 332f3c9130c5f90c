// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.FreezeCost;
import java.time.Duration;

/**
 * Takes news of work under way. Called from any thread, often; must return at once. Whoever waits for a host tells at
 * least every few seconds how far it is: {@link #bytes} may throw to end that wait, and with it the act.
 */
public interface Progress {
    /**
     * Bytes that have arrived.
     *
     * @param what what is on its way, for people: "memory", "data files"
     * @param done bytes so far
     * @param total bytes expected; 0: not known
     */
    void bytes(String what, long done, long total);

    /** A line worth reading once. */
    void note(String text);

    /** The workload has not been running since so long ago, as its host saw it. Told again when it is known better. */
    default void frozen(Duration ago) {}

    /** The workload has been running on the target since so long ago, as that host saw it. */
    default void resumed(Duration ago) {}

    /** Everything was sent: from now on the target may let the workload run. */
    default void sent() {}

    /** Where the time of the freeze went, told once when it is known. */
    default void spent(FreezeCost cost) {}

    /** Nobody listens. */
    Progress NONE = new Progress() {
        @Override
        public void bytes(String what, long done, long total) {}

        @Override
        public void note(String text) {}
    };
}
