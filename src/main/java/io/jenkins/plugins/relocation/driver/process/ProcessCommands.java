// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Cable;
import io.jenkins.plugins.relocation.driver.Permits;
import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.Leg;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Builds what is asked of hosts; runs nothing. */
final class ProcessCommands {
    private static final Duration CLEAN = Duration.ofSeconds(60);
    private static final Duration SETTLE = Duration.ofSeconds(90);

    private ProcessCommands() {}

    static List<String> candidates(ProcessSettings settings) {
        return with("candidates", settings.selector().words());
    }

    static List<String> unitOf(long pid) {
        return List.of("report_unit_of", Long.toString(pid));
    }

    static List<String> tree(long root) {
        return List.of("report_tree", Long.toString(root));
    }

    static List<String> host(Host host) {
        return List.of("report_host", host.imageDir(), host.stateDir());
    }

    static List<String> keys(Leg leg) {
        return List.of(
                "report_keys",
                leg.to().transferAddress(),
                Integer.toString(leg.to().port()),
                leg.to().hostKeys().stream()
                        .map(ProcessCommands::typeOf)
                        .distinct()
                        .collect(Collectors.joining(",")));
    }

    /** Type of a public key as ssh-keyscan calls it: asking for one type saves the others' connections. */
    private static String typeOf(String key) {
        String algorithm = key.split(" ")[0];
        return algorithm.startsWith("ecdsa-") ? "ecdsa" : algorithm.replaceFirst("^ssh-", "");
    }

    static List<String> data(ProcessSettings settings) {
        return with("report_data", settings.data());
    }

    /** The options that CRIU gets when it dumps and when it restores. */
    static List<String> criuOptions(ProcessSettings settings) {
        List<String> options = new ArrayList<>();
        if (settings.tcp() == TcpPolicy.CLOSE) {
            options.add("--tcp-close");
            options.add("--skip-in-flight");
        }
        if (settings.fileLocks()) {
            options.add("--file-locks");
        }
        return options;
    }

    /** Opens a leg at the end that the workload leaves. */
    static Call openSource(Leg leg, ProcessSettings settings, ProcessRow root, String unit) {
        return open(
                leg,
                Leg.End.FROM,
                settings,
                unit,
                Stream.concat(
                        Stream.of("root=" + root.identity(), "exe=" + root.executable(), Permits.deadline(leg)),
                        given(leg)));
    }

    /** Opens a leg at the end that the workload goes to. */
    static Call openTarget(Leg leg, ProcessSettings settings, ProcessRow root, String unit) {
        // On the way back the stale original has the process ids until it is given up.
        Stream<String> restore = leg.way() == Leg.Way.OUT ? Stream.of("restore=at-once") : Stream.of();
        return open(
                leg,
                Leg.End.TO,
                settings,
                unit,
                Stream.of(Stream.of("exe=" + root.executable()), restore, given(leg))
                        .flatMap(each -> each));
    }

    /** On the way out both ends know that the target resumes by itself. */
    private static Stream<String> given(Leg leg) {
        return leg.way() == Leg.Way.OUT ? Stream.of(Permits.PLAN) : Stream.of();
    }

    private static Stream<String> shared(ProcessSettings settings, String unit) {
        return Stream.of(
                        settings.data().stream().map(path -> "data=" + path),
                        settings.pidFile().stream().map(path -> "pidfile=" + path),
                        Stream.of(unit).filter(name -> !name.isEmpty()).map(name -> "unit=" + name))
                .flatMap(each -> each);
    }

    private static Call open(Leg leg, Leg.End end, ProcessSettings settings, String unit, Stream<String> more) {
        Stream<String> lines = Stream.of(
                        criuOptions(settings).stream().map(option -> "criu=" + option), shared(settings, unit), more)
                .flatMap(each -> each);
        return Call.of("leg-open", leg.id(), leg.host(end).imageDir())
                .reading(String.join("\n", lines.toList()) + "\n");
    }

    /** What both ends have to know of a tree that keeps its connections: lines KEY=VALUE. */
    static List<String> connectedPlan(Leg leg, ProcessSettings settings, ProcessRow root, String unit, Cable cable) {
        List<String> plan = new ArrayList<>(List.of(
                "runtime=tree",
                "name=" + leg.workload().name(),
                "exe=" + root.executable(),
                "criu=network-lock nftables",
                "criu=ghost-limit 16777216",
                "option=--tcp-established"));
        criuOptions(settings).forEach(option -> plan.add("option=" + option));
        plan.addAll(shared(settings, unit).toList());
        plan.addAll(cable.plan());
        return plan;
    }

    static Call readUnit(Leg leg) {
        return Call.of("leg-read", leg.id(), "unit");
    }

    /** How the tree of a process is connected. */
    static List<String> network(long root) {
        return List.of("report_network", Long.toString(root));
    }

    /** The same, and what a host needs to move an address. */
    static List<String> networkAtSource(long root) {
        return List.of("report_network_source", Long.toString(root));
    }

    static List<String> networkAtTarget() {
        return List.of("report_network_target");
    }

    static Call observeConnected(ProcessSettings settings) {
        return new Call("tree-observe", settings.selector().words(), "", Command.QUICK);
    }

    static Call observe(ProcessSettings settings) {
        return new Call("observe", settings.selector().words(), "", Command.QUICK);
    }

    static Call permit(Leg leg) {
        return Call.of("permit", leg.id()).within(SETTLE);
    }

    static Call thaw(Leg leg) {
        return Call.of("thaw", leg.id()).within(SETTLE);
    }

    /** Destroys the workload's processes where it is at home, and its pid file when it is given up there for good. */
    static Call discardAtHome(boolean forever) {
        return (forever ? Call.of("discard", "forget") : Call.of("discard")).within(SETTLE);
    }

    /** Destroys the workload's processes where it is a guest; files that came with it are put back. */
    static Call discardAway() {
        return Call.of("discard", "undo").within(SETTLE);
    }

    /** Resets the frozen original's TCP connections. */
    static Call hangUp(Leg leg) {
        return Call.of("hang-up", leg.id());
    }

    /**
     * Removes keys and everything else of a leg; of the way out, those of the way back as well. The way back may be cleaned
     * while the way out goes on: that needs its files still.
     */
    static Call clean(Leg leg, Leg.End end) {
        List<String> words = new ArrayList<>(List.of(leg.host(end).login().user(), leg.id()));
        if (leg.way() == Leg.Way.OUT) {
            words.add(leg.reversed().id());
        }
        return new Call("clean", words, "", CLEAN);
    }

    static Call removePoint(Leg leg) {
        return Call.of("point-remove", leg.id()).within(CLEAN);
    }

    private static List<String> with(String function, List<String> arguments) {
        return Stream.concat(Stream.of(function), arguments.stream()).toList();
    }
}
