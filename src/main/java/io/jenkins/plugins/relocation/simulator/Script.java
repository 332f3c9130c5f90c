// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * One call of the host script, or an operation that it has started: who asks, for what workload, in which epoch.
 *
 * @param host where
 * @param workload for what
 * @param run which run asks
 * @param attempt and which attempt of it
 * @param epoch and in which epoch
 */
public record Script(SimulatedHost host, String workload, String run, String attempt, long epoch) {
    public void step(String what) {
        host.step(what);
    }

    Leg leg(String id) {
        return new Leg(this, id);
    }

    /** As need_leg. */
    Leg openLeg(String id) {
        Leg leg = leg(id);
        if (!leg.has("images")) {
            throw new Failed("leg %s is not open on this host".formatted(id));
        }
        return leg;
    }

    /** All legs of this attempt that are here. */
    List<Leg> legs() {
        String prefix = "%s.%s.%s.".formatted(run, attempt, workload);
        return host.disk.names("legs").stream()
                .filter(name -> name.startsWith(prefix))
                .map(this::leg)
                .toList();
    }

    /** Waits, as the host script does, up to so many milliseconds. */
    public boolean await(long within, BooleanSupplier done) {
        World world = host.world();
        boolean came = world.until(world.millis() + within, () -> !host.isUp() || done.getAsBoolean());
        if (!host.isUp()) {
            throw new Interrupted("host %s died".formatted(host.name()));
        }
        return came;
    }

    // ---- guards ----

    private String guardFile() {
        return "guards/" + workload;
    }

    private String guard(String key) {
        return host.disk.read(guardFile()).stream()
                .flatMap(String::lines)
                .filter(line -> line.startsWith(key + "="))
                .map(line -> line.substring(key.length() + 1))
                .findFirst()
                .orElse("");
    }

    public String guardText() {
        return host.disk.read(guardFile()).orElse("");
    }

    public boolean hasGuard() {
        return host.disk.has(guardFile());
    }

    public boolean guardIsOurs() {
        return guard("run").equals(run)
                && guard("attempt").equals(attempt)
                && guard("epoch").equals(Long.toString(epoch));
    }

    public boolean guardIsHeld() {
        return hasGuard() && guardIsOurs() && guard("state").equals("held");
    }

    private Failed refusal() {
        boolean newer = Long.parseLong(guard("epoch")) > epoch;
        return new Failed(
                newer ? Failed.STALE : Failed.BUSY,
                "the guard of %s %s: run %s, attempt %s, epoch %s, %s"
                        .formatted(
                                workload,
                                newer ? "has seen a newer epoch than " + epoch : "belongs to somebody else",
                                guard("run"),
                                guard("attempt"),
                                guard("epoch"),
                                guard("state")));
    }

    public void needGuard() {
        if (host.ignoresGuards()) {
            return;
        }
        if (!hasGuard()) {
            throw new Failed(Failed.BUSY, "the guard of %s was not taken on this host".formatted(workload));
        }
        if (!guardIsOurs()) {
            throw refusal();
        }
        if (!guard("state").equals("held")) {
            throw new Failed(Failed.BUSY, "the guard of %s was given back".formatted(workload));
        }
    }

    /** What cleans up may come later than the guard was given back. */
    public void needNoOther() {
        if (hasGuard() && !guardIsOurs()) {
            throw refusal();
        }
    }

    public String takeGuard(String holder) {
        if (hasGuard() && guardIsOurs() && !guard("state").equals("held")) {
            throw new Failed(Failed.STALE, "the guard of %s was given back".formatted(workload));
        }
        if (hasGuard() && !guardIsOurs()) {
            if (guard("state").equals("held") && !guard("run").equals(run)) {
                throw refusal();
            }
            if (Long.parseLong(guard("epoch")) >= epoch) {
                throw new Failed(Failed.STALE, "epoch %d is not newer than the guard's".formatted(epoch));
            }
        }
        storeGuard("held", holder);
        host.disk.names("legs").stream().map(this::leg).forEach(this::voidOlder);
        return guardText();
    }

    /** What an older epoch has left can neither resume nor hand over any more. */
    private void voidOlder(Leg leg) {
        String[] owner = leg.read("owner").split(" ");
        if (owner.length == 2 && owner[1].equals(workload) && Long.parseLong(owner[0]) < epoch) {
            leg.claim("permit", "void");
            leg.claim("handover", "void");
        }
    }

    public String releaseGuard() {
        if (!hasGuard()) {
            return "";
        }
        needNoOther();
        storeGuard("free", guard("holder"));
        return guardText();
    }

    private void storeGuard(String state, String holder) {
        step("guard: write " + state);
        host.disk.put(
                guardFile(),
                "v=1\nepoch=%d\nrun=%s\nattempt=%s\nstate=%s\nholder=%s\n"
                        .formatted(epoch, run, attempt, state, holder));
    }

    /** Tasks of this workload. */
    Stream<Task> tasks() {
        return host.tasks().stream().filter(task -> task.app.name().equals(workload));
    }
}
