// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Cable;
import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.HostChecks;
import io.jenkins.plugins.relocation.driver.HostReadings;
import io.jenkins.plugins.relocation.driver.NetworkChecks;
import io.jenkins.plugins.relocation.driver.NetworkReadings;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.driver.Wire;
import io.jenkins.plugins.relocation.driver.WireChecks;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Asks both hosts, each once as far as possible, and lays what they answered before every check of the table. */
final class ProcessPrecheck {
    /** All prechecks of process trees. */
    static final List<Check<Answers>> TABLE = Stream.of(
                    TreeChecks.table(),
                    HostChecks.<Answers>table(),
                    WireChecks.<Answers>table(),
                    FileChecks.table(),
                    SocketChecks.table(),
                    NetworkChecks.<Answers>table())
            .flatMap(List::stream)
            .toList();

    private static final String NOT_ASKED = "-";

    private final Inspector inspector;
    private final Wire wire;

    ProcessPrecheck(Inspector inspector, Wire wire) {
        this.inspector = inspector;
        this.wire = wire;
    }

    /** All findings of both ends. A host that does not answer gives findings that say so. */
    List<Finding> findings(Leg leg) {
        Answers answers = ask(leg);
        return TABLE.stream().map(check -> check.find(answers)).toList();
    }

    private Answers ask(Leg leg) {
        ProcessSettings settings = ProcessSettings.of(leg.workload());
        List<ProcessRow> roots = List.of();
        Report source = Report.EMPTY;
        String sourceTrouble = "";
        try {
            roots = inspector.roots(settings, leg.from());
            source = inspector
                    .ask(leg.from(), ProcessCommands.host(leg.from()))
                    .and(inspector.ask(leg.from(), sourceQuestion(settings, roots)));
            source = keys(leg).and(source).and(wire.tried(leg));
            if (settings.keepsConnections() && roots.size() == 1) {
                source = source.and(inspector.ask(
                        leg.from(), ProcessCommands.networkAtSource(roots.get(0).pid())));
            }
        } catch (RelocationException e) {
            sourceTrouble = e.getMessage();
        }
        Answers half = new Answers(leg, settings, roots, source, Report.EMPTY, new Trouble(sourceTrouble, ""));
        try {
            Report target = inspector
                    .ask(leg.to(), ProcessCommands.host(leg.to()))
                    .and(inspector.ask(leg.to(), targetQuestion(half), needs(half)));
            if (settings.keepsConnections()) {
                List<String> about =
                        NetworkReadings.cable(source).map(Cable::needs).orElse(List.of());
                target = target.and(inspector.ask(leg.to(), ProcessCommands.networkAtTarget(), about));
            }
            return new Answers(leg, settings, roots, source, target, new Trouble(sourceTrouble, ""));
        } catch (RelocationException e) {
            return new Answers(leg, settings, roots, source, Report.EMPTY, new Trouble(sourceTrouble, e.getMessage()));
        }
    }

    /** What the target shows to the source: the same for all workloads that go this way. */
    private Report keys(Leg leg) {
        boolean direct =
                Stream.of(leg.from(), leg.to()).allMatch(host -> host.transfer().path() == Transfer.Path.ONE_OFF_KEY);
        try {
            return direct ? inspector.ask(leg.from(), ProcessCommands.keys(leg)) : Report.EMPTY;
        } catch (RelocationException e) {
            // What is missing is unknown; the rest is checked all the same.
            return Report.EMPTY;
        }
    }

    /** What a host says about itself is another question: it is the same for all workloads of a round of prechecks. */
    private static List<String> sourceQuestion(ProcessSettings settings, List<ProcessRow> roots) {
        String root = roots.size() == 1 ? Long.toString(roots.get(0).pid()) : NOT_ASKED;
        List<String> words =
                new ArrayList<>(List.of("report_source", NOT_ASKED, NOT_ASKED, root, NOT_ASKED, NOT_ASKED));
        words.addAll(settings.data());
        return words;
    }

    private static List<String> targetQuestion(Answers answers) {
        String unit = answers.roots().size() == 1
                ? Answers.unitOf(answers.source(), answers.roots().get(0))
                : "";
        return List.of("report_target", NOT_ASKED, NOT_ASKED, unit.isEmpty() ? NOT_ASKED : unit);
    }

    /** What the target is asked about: everything that the source's answer names. */
    private static List<String> needs(Answers answers) {
        Report source = answers.source();
        Set<String> needs = new LinkedHashSet<>();
        HostReadings.hashes(source, "hashes").keySet().forEach(path -> needs.add("hash " + path));
        HostReadings.hashes(source, "open-hashes").keySet().forEach(path -> needs.add("hash " + path));
        ProcessOutput.files(source).keySet().forEach(path -> needs.add("file " + path));
        answers.settings().data().forEach(path -> needs.add("data " + path));
        source.lines("data").forEach(line -> needs.add("file " + line.substring(line.indexOf('\t') + 1)));
        ProcessOutput.directories(source, "cwd").forEach(path -> needs.add("dir " + path));
        try {
            SocketChecks.peerPaths(answers).forEach(path -> needs.add("socket " + path));
            TreeChecks.wantedIds(answers.tree(), source.lines("tids")).forEach(id -> needs.add("id " + id));
        } catch (Check.NoAnswer e) {
            // The source did not answer; the checks that need this say so.
            return List.copyOf(needs);
        }
        return List.copyOf(needs);
    }
}
