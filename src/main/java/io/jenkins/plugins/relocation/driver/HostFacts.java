// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Memory;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** Conditions on the two hosts that every plan with CRIU rests on, and the readings that tell whether they still hold. */
public final class HostFacts {
    private HostFacts() {}

    /** What the source's report says has to hold on both hosts for a workload of that size. */
    public static List<Fact> conditions(Host from, Report source, Host to, Report target, Capacity capacity) {
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(from.name(), "criu.version", Fact.Relation.VERSION_AT_LEAST, HostReadings.CRIU));
        facts.add(new Fact(to.name(), "criu.version", Fact.Relation.VERSION_AT_LEAST, HostReadings.CRIU));
        facts.add(new Fact(
                to.name(), "arch", Fact.Relation.EQUAL, need(from, "uname", HostReadings.architecture(source))));
        facts.add(new Fact(
                to.name(),
                "cpu.flags",
                Fact.Relation.HAS,
                String.join(" ", new TreeSet<>(need(from, "/proc/cpuinfo", HostReadings.cpuFlags(source))))));
        facts.add(new Fact(to.name(), "kernel", Fact.Relation.VERSION_AT_LEAST, olderKernel(from, source, to, target)));
        facts.add(new Fact(
                to.name(),
                "memory.free",
                Fact.Relation.AT_LEAST,
                Long.toString(capacity.targetBytes(
                        HostReadings.imagesInMemory(target), to.limits().memoryReserve()))));
        for (Host host : List.of(from, to)) {
            facts.add(
                    new Fact(host.name(), "images.room", Fact.Relation.AT_LEAST, Long.toString(capacity.imageBytes())));
        }
        return facts;
    }

    /** A target whose kernel is older already was accepted with the plan; it must not get older still. */
    private static String olderKernel(Host from, Report source, Host to, Report target) {
        String left = need(from, "uname", HostReadings.kernel(source));
        String right = need(to, "uname", HostReadings.kernel(target));
        return HostReadings.atLeast(right, left) ? left : right;
    }

    /** The memory of a host. */
    public static Memory memory(Host host, Report report) {
        return new Memory(
                need(host, "total memory", HostReadings.totalMemory(report)),
                need(host, "free memory", HostReadings.freeMemory(report)),
                HostReadings.imagesInMemory(report));
    }

    /** The readings by their names; one that cannot be had is missing. */
    public static Map<String, String> readings(Report report) {
        Map<String, String> readings = new TreeMap<>();
        if (report.lines("criu").stream().anyMatch(line -> line.contains("not found"))) {
            readings.put("criu.version", "not installed");
        }
        HostReadings.criuVersion(report).ifPresent(value -> readings.put("criu.version", value));
        HostReadings.architecture(report).ifPresent(value -> readings.put("arch", value));
        HostReadings.kernel(report).ifPresent(value -> readings.put("kernel", value));
        HostReadings.cpuFlags(report)
                .ifPresent(flags -> readings.put("cpu.flags", String.join(" ", new TreeSet<>(flags))));
        HostReadings.freeMemory(report).ifPresent(bytes -> readings.put("memory.free", Long.toString(bytes)));
        HostReadings.room(report, "room").ifPresent(bytes -> readings.put("images.room", Long.toString(bytes)));
        return readings;
    }

    private static <T> T need(Host host, String what, Optional<T> reading) {
        return reading.orElseThrow(() -> new RelocationException(
                ErrorCode.HOST_FAILED, "host %s does not tell its %s".formatted(host.name(), what)));
    }
}
