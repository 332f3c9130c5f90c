// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import java.util.Set;

/**
 * Faults after which a person may have to look although both hosts answer: a partition that AIX calls broken is neither restarted nor
 * removed by us, and whether it ran cannot be told. Written down before any run.
 */
final class Allowances {
    /** Where a partition may break, and the move has to be settled nevertheless: nobody ever used that one. */
    private static final Set<String> SETTLED = Set.of(
            "b/define: mkwpar",
            "b/restore: mkwpar",
            "b/restore: restartwpar",
            "b/leg-clean: rmwpar",
            "a/leg-clean: rmwpar");

    private Allowances() {}

    static boolean needsOperator(Injector.Planned fired) {
        Point point = fired.point();
        return fired.fault() == Fault.WPAR_BREAKS && !SETTLED.contains(point.host() + "/" + point.name());
    }

    /**
     * Where the controller is gone for good, too, nobody is left who could write down why nobody answers. Unlike the others this was
     * added after runs had shown it; it does not ask which of the hosts lost its power.
     */
    static boolean takesTheWatchAlong(Fault fault) {
        return fault == Fault.HOST_REBOOTS || fault == Fault.HOST_REBOOTS_FLUSHED;
    }
}
