// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Entry.Ended.Outcome;
import io.jenkins.plugins.relocation.journal.Journal;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards.Guard;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.TakeOvers;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Frees the guards of a workload whose run will never go on, because its controller is lost with its home. Every host of the
 * inventory has to show that nothing of the workload is in flight. Then the guards become those of the take-over, under an
 * epoch newer than any host has seen: whoever had them is refused from there on. The hosts are looked at once more, since who
 * had them may have been at work until then, and the guards are given back.
 */
public final class TakeOver {
    private static final int ATTEMPT = 1;

    private final Surroundings with;
    private final TakeOvers guards;

    /** A way to take guards over. {@code guards} are those of {@code with}. */
    public TakeOver(Surroundings with, TakeOvers guards) {
        this.with = with;
        this.guards = guards;
    }

    /**
     * What was done.
     *
     * @param id id of the take-over; {@code journal show} tells of it
     * @param epoch the epoch that all its guards have now
     * @param freed hosts whose guards were taken from somebody and given back
     * @param head how far its journal has got, signed
     */
    public record Result(String id, String workload, long epoch, List<String> freed, String head) {
        public Result {
            freed = List.copyOf(freed);
        }
    }

    /**
     * Takes the guards of a workload over and gives them back.
     *
     * @param reason why the controller that had them is known to be lost, for the journal
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when nobody holds a guard of it, {@link ErrorCode#BUSY} or
     *     {@link ErrorCode#HOST_UNREACHABLE} with all that is in the way, host by host; nothing was changed then
     */
    public Result run(Inventory inventory, String name, String reason, Caller caller) {
        Workload workload = inventory
                .workload(name)
                .orElseThrow(() -> new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "the inventory has no workload %s: without it nobody can tell where it runs"
                                .formatted(Names.quote(name))));
        if (reason.isBlank()) {
            throw new RelocationException(ErrorCode.BAD_INPUT, "a reason is required: it is kept in the journal");
        }
        with.directory().learn(inventory.hosts());
        RunLock lock = RunLock.take(with.store().takeOverLock(name), "the take-over of " + name, caller.who());
        try {
            TakeOverLook look = new TakeOverLook(with, guards, inventory.hosts(), workload);
            TakeOverLook.Seen seen = look.look();
            seen.requireFreeable();
            return free(look, seen, reason, caller);
        } finally {
            lock.close();
        }
    }

    private Result free(TakeOverLook look, TakeOverLook.Seen seen, String reason, Caller caller) {
        HomeIdentity controller = with.store().identity();
        String id = with.store().beginTakeOver();
        String workload = seen.workload();
        Holder holder = Holder.of(caller.who(), controller.name());
        Guard next = new Guard(id, ATTEMPT, seen.newestEpoch() + 1, true, holder);
        try (Journal journal = Journal.open(with.store().journal(id), with.ticker())) {
            journal.append(new Entry.TakeOverOpened(id, workload, caller.who(), reason, seen.lines()));
            try {
                seen.guarded()
                        .forEach(one -> act(
                                journal,
                                workload,
                                Act.TAKE_OVER,
                                one.describeGuard(),
                                () -> guards.seize(
                                        one.host(), workload, one.guard().orElseThrow(), next)));
                look.look().requireNothingInFlight();
                seen.guarded()
                        .forEach(one -> act(
                                journal,
                                workload,
                                Act.RELEASE_GUARDS,
                                one.host().name(),
                                () -> guards.free(one.host(), workload, next)));
            } catch (RelocationException e) {
                journal.append(new Entry.Problem(workload, e.code(), e.getMessage()));
                String head = journal.sign(id, controller.signer()).printed();
                throw new RelocationException(
                        e.code(),
                        "take-over %s did not get to its end; give the same command again when what is in the way is gone: %s%n%s"
                                .formatted(id, e.getMessage(), head),
                        e);
            }
            journal.append(new Entry.TakeOverEnded(workload, next.epoch()));
            String head = journal.sign(id, controller.signer()).printed();
            return new Result(id, workload, next.epoch(), seen.heldOn(), head);
        }
    }

    private static void act(Journal journal, String workload, Act act, String detail, Runnable body) {
        journal.append(new Entry.Intended(workload, act, detail));
        try {
            body.run();
        } catch (RelocationException e) {
            Outcome outcome = e.code() == ErrorCode.HOST_UNREACHABLE ? Outcome.UNKNOWN : Outcome.FAILED;
            journal.append(new Entry.Ended(workload, act, outcome, "", e.getMessage()));
            throw e;
        }
        journal.append(new Entry.Ended(workload, act, Outcome.DONE, "", ""));
    }

    /** A list for people. */
    static String list(List<String> lines) {
        return lines.stream().map(line -> "  " + line).collect(Collectors.joining("\n"));
    }
}
