// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Something of relocations that is on a host.
 *
 * @param kind what it is
 * @param name what the host calls it; unique among its kind
 * @param run the run that made it; empty: none, or not known
 * @param attempt attempt of that run; 0: not known
 * @param workload the workload that it is about; empty: none, or not known
 * @param epoch epoch of the attempt; 0: not known
 * @param age how long ago it was changed, by the host's clock
 * @param bytes how much room it takes; 0: next to nothing
 * @param traits what the host shows of it
 * @param detail more of that, for people
 */
public record Leftover(
        Kind kind,
        String name,
        String run,
        int attempt,
        String workload,
        long epoch,
        Duration age,
        long bytes,
        Set<Trait> traits,
        String detail) {
    /** What can be left. */
    public enum Kind {
        /** State of one way of a workload: its directory, its images, what is at work for it. */
        LEG,
        /** Images whose leg is gone. */
        IMAGE,
        /** A process of ours whose leg is gone. */
        PROCESS,
        /** A key that was to be used once. */
        KEY,
        /** The directory of a measuring of a link. */
        LINK,
        /** A guard that is held. */
        GUARD,
        /** What keeps systemd from starting a unit, or has it restore one. */
        DROP_IN,
        /** The marker that the same drop-ins ask for. */
        HELD,
        /** A table of nftables that we made. */
        NFT,
        /** A lock on network traffic that CRIU made. */
        CRIU_LOCK,
        /** A control group. */
        CGROUP,
        /** Another version of the host script. */
        SCRIPT,
        /** A lock whose owner is gone. */
        LOCK;

        /** As hosts write it: "drop-in". */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The kind that hosts write so; empty: there is none. */
        public static Optional<Kind> of(String word) {
            return Stream.of(values()).filter(kind -> kind.word().equals(word)).findFirst();
        }
    }

    /** What a host shows of a leftover. */
    public enum Trait {
        /** Operations of ours are running for it. */
        AT_WORK,
        /** Processes, or their control group, are frozen. */
        FROZEN,
        /** The original runs here. */
        ORIGINAL,
        /** The copy runs here. */
        COPY,
        /** A restored copy is held before its first instruction. */
        STAGED,
        /** A complete image of the workload is kept. */
        IMAGE,
        /** A restore point is kept. */
        POINT,
        /** Files of this host are kept aside, to be put back. */
        UNDO,
        /** A newer run has been here since. */
        OVERTAKEN,
        /** A file that would be put back is open. */
        IN_USE,
        /** A half-made container. */
        CONTAINER,
        /** A network namespace that was made for it and that nobody uses. */
        NETNS,
        /** The unit is active here. */
        ACTIVE,
        /** Something on the host still names it. */
        REFERENCED,
        /** It was never finished. */
        HALF,
        /** Nothing is in it. */
        EMPTY,
        /** Whose it is cannot be told. */
        UNTOLD;

        /** As hosts write it: "at-work". */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        /** The trait that hosts write so; empty: there is none. */
        public static Optional<Trait> of(String word) {
            return Stream.of(values())
                    .filter(trait -> trait.word().equals(word))
                    .findFirst();
        }
    }

    public Leftover {
        requireNonNull(kind, "kind is null");
        requireNonNull(name, "name is null");
        requireNonNull(run, "run is null");
        requireNonNull(workload, "workload is null");
        requireNonNull(age, "age is null");
        traits = Set.copyOf(traits);
        requireNonNull(detail, "detail is null");
        if (attempt < 0 || epoch < 0 || bytes < 0) {
            throw new IllegalArgumentException(
                    "attempt %d, epoch %d and bytes %d must not be negative".formatted(attempt, epoch, bytes));
        }
    }

    /** Whether the host shows this of it. */
    public boolean is(Trait trait) {
        return traits.contains(trait);
    }

    /** Whether the host shows any of these of it. */
    public boolean isAny(Trait... any) {
        return Stream.of(any).anyMatch(traits::contains);
    }
}
