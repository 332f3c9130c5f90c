// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.Failed;
import io.jenkins.plugins.relocation.simulator.Job;
import io.jenkins.plugins.relocation.simulator.World;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** What an operation of a leg is made of: steps of its own, calls of AIX's commands, and waiting for what they lead to. */
final class AixSteps {
    private static final long FOREVER = Long.MAX_VALUE / 4;
    private static final long SETTLE = 120_000;
    private static final Set<String> UNDER_WAY = Set.of("T", "F", "L", "M");

    private final AixLeg leg;
    private final String op;
    private final Job job;

    AixSteps(AixLeg leg, String op, Job job) {
        this.leg = leg;
        this.op = op;
        this.job = job;
    }

    AixLeg leg() {
        return leg;
    }

    SharedDisk shared() {
        return leg.guest().shared();
    }

    World world() {
        return leg.guest().host().world();
    }

    /** The letter of the partition's state. */
    String letter() {
        return leg.guest().letter(leg.wpar());
    }

    void fact(String name) {
        leg.fact(op, name);
    }

    /** Something that takes no time worth mentioning. */
    void step(String name, Runnable act) {
        later(name, 2, act);
    }

    void later(String name, long millis, Runnable act) {
        job.then(op + ": " + name, millis, () -> goOn(act));
    }

    /** Waits for something, up to two minutes. */
    void await(String name, BooleanSupplier ready, String late, Runnable then) {
        job.await(op + ": " + name, ready, SETTLE, late, () -> goOn(then));
    }

    /** Where the leg was cleaned up meanwhile there is nothing to write into. */
    private void goOn(Runnable act) {
        if (!leg.isOpen()) {
            throw new Failed("leg %s is gone".formatted(leg.id()));
        }
        act.run();
    }

    /** What is done instead of what is left, when a step fails. */
    void rescuedBy(Consumer<Failed> what) {
        job.rescuedBy(what);
    }

    /** Waits until no operation of AIX is under way. */
    void settled(Consumer<String> then) {
        await(
                "the state is settled",
                () -> !UNDER_WAY.contains(letter()),
                "an operation of AIX does not end",
                () -> then.accept(letter()));
    }

    /** The same, and fails unless the state is one of these. */
    void expect(String states, Runnable then) {
        settled(letter -> {
            if (!List.of(states.split(" ")).contains(letter)) {
                throw refused(letter);
            }
            then.run();
        });
    }

    /** Calls a command of AIX, which goes on when this operation is killed. */
    void call(Consumer<Answer> then, String... argv) {
        step(argv[0], () -> {
            Errand errand = leg.guest().machine().begin(List.of(argv), true);
            AtomicReference<Optional<Answer>> answer = new AtomicReference<>(Optional.empty());
            world().after(
                            Duration.ofMillis(errand.millis()),
                            () -> answer.set(Optional.of(errand.end().get())));
            later(argv[0] + " is at work", errand.millis() / 2, () -> {});
            job.await(
                    "%s: %s has ended".formatted(op, argv[0]),
                    () -> answer.get().isPresent(),
                    FOREVER,
                    "",
                    () -> goOn(() -> then.accept(answer.get().orElseThrow())));
        });
    }

    Failed refused(String letter) {
        return new Failed("partition %s is in state %s".formatted(leg.wpar(), letter));
    }
}
