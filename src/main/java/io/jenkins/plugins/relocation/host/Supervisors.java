// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import io.jenkins.plugins.relocation.spi.Leg;
import java.time.Duration;

/**
 * What would start a workload by itself, and how it is kept from doing so. Today that is systemd: a drop-in with a
 * condition that also holds after a reboot. Where systemd is not process 1 these calls do nothing.
 */
public final class Supervisors {
    private static final Duration RELOAD = Duration.ofSeconds(60);
    private static final Duration START = Duration.ofSeconds(150);

    private final HostScript script;

    public Supervisors(HostScript script) {
        this.script = script;
    }

    /** Keeps a unit from being started or restarted at one end, also after a reboot. Can be repeated. */
    public void hold(Leg leg, Leg.End end, String unit) {
        script.run(leg, end, Call.of("unit-hold", leg.id(), unit).within(RELOAD));
    }

    /** As {@link #hold}, and stopping the unit kills at once: an ordinary stop would let frozen processes run again. */
    public void holdFrozen(Leg leg, Leg.End end, String unit) {
        script.run(leg, end, Call.of("unit-hold", leg.id(), unit, "frozen").within(RELOAD));
    }

    /** Makes the next start of the unit restore the workload, so that systemd looks after it as if it had started it. */
    public void arrive(Leg leg, Leg.End end, String unit) {
        script.run(leg, end, Call.of("unit-arrive", leg.id(), unit).within(RELOAD));
    }

    /** Whether the unit was started at boot before {@link #hold}. */
    public boolean wasEnabled(Leg leg, Leg.End end) {
        return KeyValues.parse(
                        script.run(leg, end, Call.of("unit-before", leg.id())).lines())
                .getOrDefault("enabled", "")
                .equals("enabled");
    }

    /** Gives the unit back its own configuration; whether it starts at boot stays as it is. */
    public void free(Leg leg, Leg.End end, String unit) {
        script.run(leg, end, Call.of("unit-free", leg.id(), unit).within(RELOAD));
    }

    /** Gives the unit back its own configuration and has it started at boot, or not. */
    public void free(Leg leg, Leg.End end, String unit, boolean enabled) {
        script.run(
                leg,
                end,
                Call.of("unit-free", leg.id(), unit, enabled ? "enable" : "disable")
                        .within(RELOAD));
    }

    /**
     * Makes one end of the way out the unit's home: there it has its own configuration, and starts at boot if it did so
     * before the move; at the other end it has its own configuration, too, but does not start at boot.
     */
    public void adopt(Leg out, Leg.End home, String unit) {
        Leg.End other = home == Leg.End.FROM ? Leg.End.TO : Leg.End.FROM;
        if (home == Leg.End.FROM) {
            // Started, too, if the host has started meanwhile and was kept from doing that.
            script.run(out, home, Call.of("unit-free", out.id(), unit, "home").within(START));
            free(out, other, unit);
        } else if (!wasEnabled(out, Leg.End.FROM)) {
            free(out, home, unit);
            free(out, other, unit);
        } else {
            free(out, Leg.End.TO, unit, true);
            free(out, Leg.End.FROM, unit, false);
        }
    }
}
