// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Memory;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** The conditions that a plan rests on, and the readings that tell whether they still hold. */
final class ProcessFacts {
    /** The oldest CRIU that saves sockets on current kernels. */
    static final String CRIU = "4.2";

    private static final String COMMAND = "process.command:";

    private final Inspector inspector;

    ProcessFacts(Inspector inspector) {
        this.inspector = inspector;
    }

    List<Fact> conditions(Workload workload, ProcessSettings settings, Host from, Host to) {
        ProcessRow root = inspector.root(workload, settings, from);
        Report source = inspector.ask(from, ProcessCommands.host(from));
        Report target = inspector.ask(to, ProcessCommands.host(to));
        Capacity capacity = new Capacity(
                Inspector.memoryBytes(inspector.ask(from, List.of("report_size", Long.toString(root.pid())))));
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact(from.name(), "criu.version", Fact.Relation.VERSION_AT_LEAST, CRIU));
        facts.add(new Fact(to.name(), "criu.version", Fact.Relation.VERSION_AT_LEAST, CRIU));
        facts.add(new Fact(
                to.name(), "arch", Fact.Relation.EQUAL, need(from, "uname", ProcessOutput.architecture(source))));
        facts.add(new Fact(
                to.name(),
                "cpu.flags",
                Fact.Relation.HAS,
                String.join(" ", new TreeSet<>(need(from, "/proc/cpuinfo", ProcessOutput.cpuFlags(source))))));
        facts.add(new Fact(to.name(), "kernel", Fact.Relation.VERSION_AT_LEAST, olderKernel(from, source, to, target)));
        facts.add(new Fact(
                to.name(),
                "memory.free",
                Fact.Relation.AT_LEAST,
                Long.toString(capacity.targetBytes(
                        ProcessOutput.imagesInMemory(target), to.limits().memoryReserve()))));
        for (Host host : List.of(from, to)) {
            facts.add(
                    new Fact(host.name(), "images.room", Fact.Relation.AT_LEAST, Long.toString(capacity.imageBytes())));
        }
        facts.add(new Fact(from.name(), COMMAND + workload.name(), Fact.Relation.EQUAL, root.commandLine()));
        return facts;
    }

    Memory memory(Host host) {
        Report report = inspector.ask(host, ProcessCommands.host(host));
        return new Memory(
                need(host, "total memory", ProcessOutput.totalMemory(report)),
                need(host, "free memory", ProcessOutput.freeMemory(report)),
                ProcessOutput.imagesInMemory(report));
    }

    /** A target whose kernel is older already was accepted with the plan; it must not get older still. */
    private static String olderKernel(Host from, Report source, Host to, Report target) {
        String left = need(from, "uname", ProcessOutput.kernel(source));
        String right = need(to, "uname", ProcessOutput.kernel(target));
        return ProcessOutput.atLeast(right, left) ? left : right;
    }

    private static <T> T need(Host host, String what, Optional<T> reading) {
        return reading.orElseThrow(() -> new RelocationException(
                ErrorCode.HOST_FAILED, "host %s does not tell its %s".formatted(host.name(), what)));
    }

    Map<String, String> readings(Host host, List<Fact> facts) {
        Report report = inspector.ask(host, ProcessCommands.host(host));
        Map<String, String> readings = new TreeMap<>();
        if (report.lines("criu").stream().anyMatch(line -> line.contains("not found"))) {
            readings.put("criu.version", "not installed");
        }
        ProcessOutput.criuVersion(report).ifPresent(value -> readings.put("criu.version", value));
        ProcessOutput.architecture(report).ifPresent(value -> readings.put("arch", value));
        ProcessOutput.kernel(report).ifPresent(value -> readings.put("kernel", value));
        ProcessOutput.cpuFlags(report)
                .ifPresent(flags -> readings.put("cpu.flags", String.join(" ", new TreeSet<>(flags))));
        ProcessOutput.freeMemory(report).ifPresent(bytes -> readings.put("memory.free", Long.toString(bytes)));
        ProcessOutput.room(report, "room").ifPresent(bytes -> readings.put("images.room", Long.toString(bytes)));
        commands(host, facts, readings);
        return Map.copyOf(readings);
    }

    /** A workload is still the one of the plan when exactly its command line runs on the host. */
    private void commands(Host host, List<Fact> facts, Map<String, String> readings) {
        List<Fact> wanted = facts.stream()
                .filter(fact ->
                        fact.host().equals(host.name()) && fact.reading().startsWith(COMMAND))
                .toList();
        if (wanted.isEmpty()) {
            return;
        }
        ProcessTable table = ProcessTable.of(inspector.ask(host, List.of("candidates", "all", "-")));
        for (Fact fact : wanted) {
            table.rows().stream()
                    .map(ProcessRow::commandLine)
                    .filter(fact.value()::equals)
                    .findFirst()
                    .ifPresent(line -> readings.put(fact.reading(), line));
        }
    }
}
