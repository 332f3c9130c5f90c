// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Memory;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;

/** How a partition moves, the conditions that a plan rests on, and the readings that tell whether they still hold. */
final class WparFacts {
    private static final String LEVEL = "aix.level";
    private static final String PROCESSOR = "aix.processor";
    private static final String FILESET = "aix.fileset.";
    private static final String FREE = "memory.free";
    private static final String ROOM = "images.room";
    private static final String CHECKPOINTABLE = "wpar.checkpointable:";
    private static final String KIND = "wpar.kind:";
    private static final List<String> FILESETS = List.of("bos.rte", "bos.rte.libc", "bos.wpars", "mcr.rte");

    private final WparInspector inspector;

    WparFacts(WparInspector inspector) {
        this.inspector = inspector;
    }

    /** Live where the owner wants that, or where both hosts and the partition allow it. */
    TransferPlan.Transport way(Workload workload, Host from, Host to) {
        return switch (WparSettings.of(workload).mode()) {
            case LIVE -> TransferPlan.Transport.SHARED;
            case STATIC -> TransferPlan.Transport.STATIC;
            case AUTO -> {
                boolean live = inspector.partition(workload, from).checkpointable()
                        && Compatibility.obstacles(inspector.host(from), inspector.host(to))
                                .isEmpty();
                yield live ? TransferPlan.Transport.SHARED : TransferPlan.Transport.STATIC;
            }
        };
    }

    List<Fact> conditions(Workload workload, Host from, Host to) {
        Partition partition = inspector.partition(workload, from);
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(from.name(), KIND + workload.name(), Fact.Relation.EQUAL, kind(partition)));
        long memory = inspector.survey(workload, from).memoryBytes();
        facts.add(new Fact(
                to.name(),
                FREE,
                Fact.Relation.AT_LEAST,
                Long.toString(memory + to.limits().memoryReserve())));
        if (way(workload, from, to) == TransferPlan.Transport.STATIC) {
            return facts;
        }
        facts.add(new Fact(
                from.name(),
                CHECKPOINTABLE + workload.name(),
                Fact.Relation.EQUAL,
                "checkpointable " + partition.name()));
        long images = memory * (workload.policy().restorePoint() ? 2 : 1);
        facts.add(new Fact(from.name(), ROOM, Fact.Relation.AT_LEAST, Long.toString(images)));
        Report source = inspector.host(from);
        AixReadings.technologyLevel(source)
                .ifPresent(level -> facts.add(new Fact(to.name(), LEVEL, Fact.Relation.EQUAL, level)));
        OptionalLong processor = AixReadings.processorClass(source);
        if (processor.isPresent()) {
            facts.add(new Fact(to.name(), PROCESSOR, Fact.Relation.AT_LEAST, Long.toString(processor.getAsLong())));
        }
        FILESETS.forEach(fileset -> AixReadings.fileset(source, fileset)
                .ifPresent(level -> facts.add(new Fact(to.name(), FILESET + fileset, Fact.Relation.EQUAL, level))));
        return facts;
    }

    Map<String, String> readings(Host host, List<Fact> facts) {
        Report report = inspector.host(host);
        Map<String, String> readings = new TreeMap<>();
        AixReadings.technologyLevel(report).ifPresent(level -> readings.put(LEVEL, level));
        AixReadings.processorClass(report).ifPresent(generation -> readings.put(PROCESSOR, Long.toString(generation)));
        AixReadings.freeBytes(report).ifPresent(bytes -> readings.put(FREE, Long.toString(bytes)));
        AixReadings.imagesRoom(report).ifPresent(bytes -> readings.put(ROOM, Long.toString(bytes)));
        FILESETS.forEach(fileset ->
                AixReadings.fileset(report, fileset).ifPresent(level -> readings.put(FILESET + fileset, level)));
        // A fact is about a workload and does not know the name of its partition, so that its value names that.
        for (Partition partition : Partition.all(report)) {
            facts.stream()
                    .filter(fact -> fact.host().equals(host.name()))
                    .filter(fact ->
                            fact.reading().startsWith(KIND) && fact.value().equals(kind(partition))
                                    || fact.reading().startsWith(CHECKPOINTABLE)
                                            && fact.value().equals(saveable(partition)))
                    .forEach(fact -> readings.put(fact.reading(), fact.value()));
        }
        return Map.copyOf(readings);
    }

    Memory memory(Host host) {
        Report report = inspector.host(host);
        long all = need(host, "memory", AixReadings.memoryBytes(report));
        return new Memory(all, Math.min(all, need(host, "free memory", AixReadings.freeBytes(report))), false);
    }

    private static String kind(Partition partition) {
        return "%s partition %s".formatted(partition.kind().word(), partition.name());
    }

    private static String saveable(Partition partition) {
        return (partition.checkpointable() ? "checkpointable " : "not checkpointable ") + partition.name();
    }

    private static long need(Host host, String what, OptionalLong reading) {
        return reading.orElseThrow(() -> new RelocationException(
                ErrorCode.HOST_FAILED, "host %s does not tell its %s".formatted(host.name(), what)));
    }
}
