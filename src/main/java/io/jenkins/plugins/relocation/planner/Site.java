// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.model.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A host while a plan is being made: what is on it and what of it is left.
 */
final class Site {
    private static final int NAMED = 5;

    private final Host host;
    private final Room room;
    private final String closed;
    private final List<Mover> arrived = new ArrayList<>();
    private final Map<String, List<String>> members = new TreeMap<>();
    private long left;

    /**
     * @param closed why it takes nothing at all; empty: it does
     */
    Site(Host host, Room room, String closed) {
        this.host = host;
        this.room = room;
        this.closed = room.unfit().isEmpty() ? closed : room.unfit();
        this.left = room.availableBytes()
                - Math.min(room.availableBytes(), host.limits().memoryReserve());
    }

    Host host() {
        return host;
    }

    String name() {
        return host.name();
    }

    boolean isClosed() {
        return !closed.isEmpty();
    }

    /** Bytes that may still be used. */
    long left() {
        return left;
    }

    /** Notes a workload that is on the host already: its memory is part of what was measured. */
    void occupy(Workload workload) {
        if (!workload.group().isEmpty()) {
            members.computeIfAbsent(workload.group(), group -> new ArrayList<>())
                    .add(workload.name());
        }
    }

    void add(Mover mover) {
        arrived.add(mover);
        left -= mover.memory();
        occupy(mover.workload());
    }

    void undo(Mover mover) {
        arrived.remove(mover);
        left += mover.memory();
        vacate(mover);
    }

    /** A workload has left and been given up here: its memory can be used again. */
    void release(Mover mover) {
        left += mover.need().memoryBytes();
        vacate(mover);
    }

    /** Bytes that its image takes here while it moves. */
    long image(Mover mover) {
        return room.imagesInMemory() ? mover.need().imageBytes() : 0;
    }

    /** Whether there is room for it now besides images of others, and no other member of its group. */
    boolean takesNow(Mover mover, long otherImages) {
        return images(mover, otherImages) <= left - mover.memory()
                && othersOfGroup(mover).isEmpty();
    }

    /** Whether it could be placed here so that all that were placed can also arrive, in any order, one by one. */
    boolean takes(Mover mover) {
        return !isClosed()
                && takesNow(mover, excess(mover))
                && host.labels().containsAll(mover.workload().requires());
    }

    /** Everything that excludes this host for a workload, on one line; empty: nothing does. */
    String obstacles(Mover mover) {
        if (isClosed()) {
            return closed;
        }
        List<String> reasons = new ArrayList<>();
        reasons.addAll(labelsMissing(mover));
        reasons.addAll(obstaclesNow(mover, excess(mover)));
        return String.join("; ", reasons);
    }

    /** What excludes the host at one moment, whatever its labels say. */
    List<String> obstaclesNow(Mover mover, long otherImages) {
        List<String> reasons = new ArrayList<>();
        List<String> others = othersOfGroup(mover);
        if (!others.isEmpty()) {
            reasons.add("group %s: %s is there".formatted(mover.workload().group(), String.join(", ", others)));
        }
        if (images(mover, otherImages) > left - mover.memory()) {
            reasons.add(tooSmall(mover, images(mover, otherImages)));
        }
        return reasons;
    }

    private String tooSmall(Mover mover, long images) {
        String placed =
                arrived.isEmpty() ? "" : ", %s for %s of this plan".formatted(Units.size(placed()), arrivedNames());
        String image = images == 0 ? "" : " and %s for images on their way".formatted(Units.size(images));
        return "too little memory: %s needed%s, %s left (%s available, %s reserve%s)"
                .formatted(
                        Units.size(mover.memory()),
                        image,
                        Units.size(Math.max(0, left)),
                        Units.size(room.availableBytes()),
                        Units.size(host.limits().memoryReserve()),
                        placed);
    }

    private long placed() {
        return arrived.stream().mapToLong(Mover::memory).sum();
    }

    private String arrivedNames() {
        String names = arrived.stream()
                .sorted(Comparator.comparing(Mover::name))
                .limit(NAMED)
                .map(Mover::name)
                .collect(Collectors.joining(", "));
        return arrived.size() > NAMED ? "%s and %d more".formatted(names, arrived.size() - NAMED) : names;
    }

    // Images are removed when a move is committed, so only the largest counts, beyond the one of the workload itself.
    private long excess(Mover mover) {
        long largest = arrived.stream().mapToLong(this::image).max().orElse(0);
        return Math.max(0, largest - image(mover));
    }

    // A need of all that a long can count must not become a small one.
    private long images(Mover mover, long others) {
        long sum = image(mover) + others;
        return sum < 0 ? Long.MAX_VALUE : sum;
    }

    /** "lacks label ssd" for each label that the workload requires and the host does not have. */
    List<String> labelsMissing(Mover mover) {
        return mover.workload().requires().stream()
                .filter(label -> !host.labels().contains(label))
                .map(label -> "lacks label " + label)
                .toList();
    }

    private List<String> othersOfGroup(Mover mover) {
        return members.getOrDefault(mover.workload().group(), List.of());
    }

    private void vacate(Mover mover) {
        List<String> there = members.get(mover.workload().group());
        if (there != null) {
            there.remove(mover.name());
        }
    }
}
