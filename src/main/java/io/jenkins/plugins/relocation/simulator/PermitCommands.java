// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

/** Lets a held copy run, or takes back what may let it run. */
final class PermitCommands {
    private static final long SETTLE = 20_000;

    private final Leg leg;

    PermitCommands(Leg leg) {
        this.leg = leg;
    }

    String permit() {
        if (!leg.has("permit")) {
            if (!leg.has("staged")) {
                throw new Failed("no copy waits for a permit");
            }
            if (leg.job(Operations.RESTORE).isEmpty()) {
                throw new Failed("the CRIU that held the copy has ended: the copy cannot run");
            }
            leg.claim("permit", "go");
        }
        if (!leg.said("permit").equals("go")) {
            throw new Failed("the permit was taken back");
        }
        leg.script().await(SETTLE, () -> !leg.op(Operations.RESTORE).runs());
        return new Operations(leg).report(Operations.RESTORE, 0) + "copy=" + leg.stateOf("copy") + "\n";
    }

    /** Takes back what may let the copy run, unless it was used. Says which of the two it was. */
    String revoke(String end) {
        String word = end.equals("source") ? "handover" : "permit";
        if (!leg.has("images")) {
            return word + "=void\n";
        }
        // Claimed in the freeze, neither of the two was flushed: after a power cut it may be missing.
        if (leg.resumesAtOnce() && !leg.has(word) && leg.rebooted()) {
            return word.equals("handover") ? "handover=sent\n" : "permit=forgotten\n";
        }
        leg.claim(word, "void");
        String said = leg.said(word);
        if (word.equals("permit")) {
            if (said.equals("void") && leg.has("waiting")) {
                leg.lay("woken", "revoked");
            }
            leg.script().await(SETTLE, () -> !leg.op(Operations.RESTORE).runs());
            if (said.equals("go") && neverRan()) {
                said = "void";
            }
        }
        return "%s=%s\n".formatted(word, said);
    }

    /** Whether the copy had its permit, and its restore came to an end before it ran. */
    boolean neverRan() {
        Leg.Op restore = leg.op(Operations.RESTORE);
        if (leg.rebooted() || restore.runs() || restore.state().equals("none") || restore.succeeded()) {
            return false;
        }
        if (!leg.read("asleep").equals("yes")) {
            return false;
        }
        leg.destroy("copy");
        return true;
    }
}
