// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

import java.util.Optional;

/** The connection over which the source of a leg sends to its target, and the process at its other end. */
final class Channel {
    private static final long STAND_BY = 5_000;
    private static final long LONGEST_RESTORE = 300_000;
    private static final long FOREVER = Long.MAX_VALUE / 4;

    private final SimulatedHost source;
    private final Job sender;
    private final Leg target;
    private Optional<Job> receiver = Optional.empty();
    private boolean ready;
    private Optional<Image> sent = Optional.empty();
    private boolean endSent;
    private boolean received;
    private String reply = "";

    Channel(SimulatedHost source, Job sender, Leg target) {
        this.source = source;
        this.sender = sender;
        this.target = target;
    }

    private SimulatedHost there() {
        return target.host();
    }

    /** Starts the process at the other end, as sshd does. */
    void open() {
        Job job = new Job(there(), "receive " + target.id());
        receiver = Optional.of(job);
        job.then("receive: begin", 5, () -> {
            target.script().needGuard();
            target.script().openLeg(target.id());
            target.remove("complete");
        });
        job.then("receive: stand by", 2, this::standBy);
        job.await("receive: ready", this::somebodyWaits, STAND_BY, "nobody waits for the image", () -> ready = true);
        job.await("receive: images", () -> sent.isPresent() || broken(), FOREVER, "", () -> {
            there().images.put(target.id(), sent.orElseThrow(() -> new Failed("what was to be received ended early")));
        });
        job.await("receive: end", () -> endSent || broken(), FOREVER, "", () -> {
            if (!endSent) {
                throw new Failed("what was to be received ended early");
            }
        });
        job.then(
                "receive: complete",
                1,
                () -> target.lay("complete", Long.toString(target.script().epoch())));
        job.then("receive: wake", 1, this::restoreAtOnce);
        if (target.resumesAtOnce()) {
            job.await("receive: reply", this::restored, LONGEST_RESTORE, "the restore does not end", () -> {
                if (target.stateOf("copy").equals("running")) {
                    reply = "resumed";
                } else if (target.claim("permit", "void") || new PermitCommands(target).neverRan()) {
                    reply = "void";
                }
            });
        }
        job.then("receive: done", 1, () -> received = true);
        job.rescuedBy(why -> giveUp(job));
        job.begin();
    }

    private void standBy() {
        if (target.planned("restore").equals("at-once")) {
            new Operations(target).start(Operations.RESTORE);
        }
    }

    private boolean somebodyWaits() {
        return !target.planned("restore").equals("at-once") || target.has("waiting") || restored();
    }

    private boolean restored() {
        return !target.op(Operations.RESTORE).runs();
    }

    private void restoreAtOnce() {
        if (target.has("waiting")) {
            target.lay("woken", "complete");
        } else if (target.planned("restore").equals("at-once")) {
            new Operations(target).start(Operations.RESTORE);
        }
    }

    /** Part of an image is of no use to anybody: the source should know that it can go on at once. */
    private void giveUp(Job job) {
        if (received || endSent && target.has("complete")) {
            return;
        }
        job.then("receive: give up", 1, () -> {
            if (target.resumesAtOnce() && target.claim("permit", "void")) {
                reply = "void";
            }
            target.lay("woken", "given up");
        });
    }

    /** Whether the target sees that nothing more comes: not while the network is cut, or the source has lost its power. */
    private boolean broken() {
        return !sender.alive() && there().world().linked(source, there());
    }

    // ---- what the source sees ----

    boolean isReady() {
        return ready;
    }

    /** Whether nobody is there any more who receives. */
    boolean isGone() {
        return !there().world().linked(source, there())
                || receiver.filter(Job::alive).isEmpty() && !received;
    }

    boolean hasEnded() {
        return received || isGone();
    }

    boolean hasReceived() {
        return received && there().world().linked(source, there());
    }

    String reply() {
        return there().world().linked(source, there()) ? reply : "";
    }

    void send(Image image) {
        sent = Optional.of(image);
    }

    void sendEnd() {
        endSent = true;
    }
}
