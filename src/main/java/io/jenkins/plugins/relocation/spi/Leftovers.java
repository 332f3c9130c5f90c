// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.Host;
import java.util.List;

/** What relocations have left on hosts. */
public interface Leftovers {
    /** Why something may be removed; the host checks what it can check of that. */
    enum Reason {
        /** Its run is settled. */
        SETTLED,
        /** The same, and its workload was seen to run elsewhere: what is frozen or kept as an image is not the only copy. */
        PROVEN,
        /** The same as settled, and the host is no longer the home of the unit: it must not start at boot. */
        DISABLE,
        /** A person has named a run that this controller does not know. */
        NAMED,
        /** It belongs to no run. */
        ANY
    }

    /**
     * Looks for everything that carries our tag; changes nothing.
     *
     * @throws RelocationException when the host does not answer, or not with all that it has
     */
    List<Leftover> look(Host host);

    /**
     * Removes one thing, unless it is no longer what it was when it was looked at. One that is gone already is no error.
     *
     * @throws RelocationException with {@link ErrorCode#BUSY} when the host sees a reason to leave it, with {@link
     *     ErrorCode#HOST_FAILED} when it cannot be removed
     */
    void remove(Host host, Leftover leftover, Reason reason);

    /** What {@link #remove} does, as a person would do it. */
    String describe(Host host, Leftover leftover, Reason reason);
}
