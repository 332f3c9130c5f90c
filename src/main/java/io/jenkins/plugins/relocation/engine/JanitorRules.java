// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides what may be removed. What may be the only copy of a workload never is: frozen processes, held copies and complete
 * images may go only when the workload was seen to run elsewhere.
 */
final class JanitorRules {
    /** Longer than a link is measured, and than a script is uploaded. */
    private static final Duration PASSING = Duration.ofMinutes(15);

    private final JanitorRequest request;

    JanitorRules(JanitorRequest request) {
        this.request = request;
    }

    /**
     * What else matters for something that was found.
     *
     * @param standing how its run stands; empty: it belongs to none
     * @param runsOn the host that was seen to run the workload, and alone does; asked only when it matters
     * @param onlyCopy what may be the only copy of the same workload, of the same run, on the same host
     * @param busy where something of the same run is held or at work, for people; empty: nowhere that was looked at
     */
    record Context(
            Optional<Standing> standing, Supplier<Optional<Host>> runsOn, Optional<String> onlyCopy, String busy) {}

    /**
     * A decision.
     *
     * @param reason why it may be removed; empty: it may not
     * @param why the same for people, or why it may not
     */
    record Verdict(Optional<Reason> reason, String why) {
        static Verdict remove(Reason reason, String why) {
            return new Verdict(Optional.of(reason), why);
        }

        static Verdict keep(String why, Object... arguments) {
            return new Verdict(Optional.empty(), why.formatted(arguments));
        }

        boolean removable() {
            return reason.isPresent();
        }
    }

    /** Whether it may be the only copy of a workload. */
    static boolean isPrecious(Leftover found) {
        boolean holds = found.kind() == Kind.LEG || found.kind() == Kind.IMAGE || found.kind() == Kind.PROCESS;
        return holds && found.isAny(Trait.FROZEN, Trait.STAGED, Trait.IMAGE);
    }

    /**
     * Whether it is proven not to be the only copy.
     *
     * @param on the host that was seen to run the workload, and alone does
     */
    static boolean isProven(Host host, Leftover found, Optional<Host> on) {
        return on.isPresent() && (!isSame(on.get(), host) || !found.isAny(Trait.FROZEN, Trait.STAGED));
    }

    /** Whether something of its run is held or at work: a controller that we do not know of may be about to go on with it. */
    static boolean isBusy(Leftover found) {
        return isPrecious(found)
                || found.isAny(Trait.AT_WORK, Trait.COPY)
                || found.is(Trait.POINT) && !found.is(Trait.ORIGINAL)
                || found.kind() == Kind.PROCESS;
    }

    Verdict judge(Host host, Leftover found, Context context) {
        if (context.standing().isEmpty()) {
            return ofNoRun(found);
        }
        Standing standing = context.standing().get();
        return switch (standing.knowledge()) {
            case OPEN ->
                Verdict.keep(
                        "run %1$s is open; 'relocation status %1$s' says where it stands, 'relocation recover %1$s' goes on with it",
                        standing.run());
            case DAMAGED ->
                Verdict.keep(
                        "run %s cannot be read (%s); the runbook says what to do about a damaged journal",
                        standing.run(), standing.detail());
            case SETTLED -> inTime(found, settled(host, found, standing, context));
            case UNKNOWN -> inTime(found, unknown(found, standing.run(), context));
        };
    }

    private Verdict inTime(Leftover found, Verdict verdict) {
        boolean images = found.kind() == Kind.IMAGE || found.kind() == Kind.LEG && found.bytes() > 0;
        if (verdict.removable() && images && found.age().compareTo(request.retention()) < 0) {
            return Verdict.keep(
                    "%s; its images are kept until they are %s old",
                    verdict.why(), Units.duration(request.retention()));
        }
        return verdict;
    }

    private static Verdict ofNoRun(Leftover found) {
        boolean passing = found.kind() == Kind.LINK || found.kind() == Kind.KEY || found.is(Trait.HALF);
        if (found.is(Trait.UNTOLD)) {
            return Verdict.keep("whose it is cannot be told: no log or image of ours names it");
        }
        if (passing && found.age().compareTo(PASSING) < 0) {
            return Verdict.keep("somebody may be using it now: it is less than %s old", Units.duration(PASSING));
        }
        if (found.is(Trait.REFERENCED)) {
            return Verdict.keep("something on this host still uses it");
        }
        return Verdict.remove(
                Reason.ANY,
                switch (found.kind()) {
                    case LINK, KEY -> "the measuring that it was made for is over";
                    case SCRIPT -> "nothing on this host uses it; whoever needs it again puts it there again";
                    case LOCK -> "its owner is gone";
                    default -> "it belongs to no run";
                });
    }

    private static Verdict settled(Host host, Leftover found, Standing standing, Context context) {
        String why = standing.phase()
                .map(phase -> "run %s is settled: %s is %s"
                        .formatted(standing.run(), found.workload(), describe(phase.name(), standing)))
                .orElse("run %s is settled".formatted(standing.run()));
        if (isPrecious(found)) {
            return precious(host, found, why, context);
        }
        Optional<Verdict> against = against(host, found, standing, context);
        if (against.isPresent()) {
            return against.get();
        }
        boolean gone = found.kind() == Kind.DROP_IN && standing.leftFor(host);
        return Verdict.remove(gone ? Reason.DISABLE : Reason.SETTLED, why);
    }

    private static String describe(String phase, Standing standing) {
        return phase
                + standing.home().map(home -> ", at home on " + home.name()).orElse("");
    }

    private static Optional<Verdict> against(Host host, Leftover found, Standing standing, Context context) {
        if (context.onlyCopy().isPresent()) {
            return Optional.of(Verdict.keep(
                    "it belongs to what may be the only copy of %s: %s",
                    found.workload(), context.onlyCopy().get()));
        }
        if (found.isAny(Trait.ORIGINAL, Trait.COPY) && !standing.isHome(host)) {
            return Optional.of(Verdict.keep(
                    "%s runs here, although run %s left it %s: look at both hosts",
                    found.workload(),
                    standing.run(),
                    standing.home().map(home -> "to host " + home.name()).orElse("elsewhere")));
        }
        return keepsFiles(found).or(() -> cannotTell(found));
    }

    private static Optional<Verdict> keepsFiles(Leftover found) {
        if (found.is(Trait.OVERTAKEN)) {
            return Optional.of(Verdict.keep(
                    "it keeps files of this host aside, and a newer run has been here since: compare them with what is in their"
                            + " place, then remove them by hand"));
        }
        if (found.is(Trait.IN_USE)) {
            return Optional.of(Verdict.keep(
                    "it keeps files of this host aside, and what is in their place is open: end what uses it"));
        }
        return Optional.empty();
    }

    private static Optional<Verdict> cannotTell(Leftover found) {
        if (found.kind() == Kind.CGROUP && !found.is(Trait.EMPTY)) {
            return Optional.of(Verdict.keep(
                    "its processes are frozen, by us or by somebody else: 'echo 0 >%s/cgroup.freeze' continues them",
                    found.name()));
        }
        return Optional.empty();
    }

    private static Verdict precious(Host host, Leftover found, String why, Context context) {
        Optional<Host> on = context.runsOn().get();
        if (!isProven(host, found, on)) {
            return Verdict.keep(
                    "this may be the only copy of %s: it was not seen to run %s; %s",
                    found.workload(), on.isPresent() ? "on another host" : "anywhere", why);
        }
        return keepsFiles(found)
                .orElseGet(() -> Verdict.remove(
                        Reason.PROVEN,
                        "%s; %s was seen to run on %s"
                                .formatted(why, found.workload(), on.get().name())));
    }

    private static boolean isSame(Host one, Host other) {
        return one.address().equals(other.address()) && one.port() == other.port();
    }

    private Verdict unknown(Leftover found, String run, Context context) {
        if (!request.runs().contains(run)) {
            return Verdict.keep(
                    "run %1$s is not known here: another controller may own it; when nobody does, '--run %1$s' says so",
                    run);
        }
        if (!context.busy().isEmpty()) {
            return Verdict.keep("run %s is not known here, and %s", run, context.busy());
        }
        if (found.kind() == Kind.DROP_IN && !found.is(Trait.ACTIVE)) {
            return Verdict.keep(
                    "it keeps its unit from starting here, and the unit does not run here: this may not be its home any more");
        }
        if (found.kind() == Kind.HELD && found.is(Trait.REFERENCED)) {
            return Verdict.keep("a drop-in that stays asks for it");
        }
        return keepsFiles(found)
                .or(() -> cannotTell(found))
                .orElseGet(() -> Verdict.remove(
                        Reason.NAMED,
                        "run %s is not known here and was named, and nothing of it is held or at work".formatted(run)));
    }
}
