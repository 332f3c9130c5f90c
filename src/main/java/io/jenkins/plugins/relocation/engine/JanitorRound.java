// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.engine.JanitorFinding.Key;
import io.jenkins.plugins.relocation.engine.JanitorFinding.Outcome;
import io.jenkins.plugins.relocation.engine.JanitorRules.Context;
import io.jenkins.plugins.relocation.engine.JanitorRules.Verdict;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftovers;
import io.jenkins.plugins.relocation.spi.Leftovers.Reason;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One look at hosts: what is there, and what may be removed of it. */
final class JanitorRound {
    /** Ways in first, then locks, which the logs of a leg explain; what gives up the right to a workload last. */
    private static final List<Kind> ORDER = List.of(
            Kind.KEY,
            Kind.LINK,
            Kind.NFT,
            Kind.CRIU_LOCK,
            Kind.LEG,
            Kind.PROCESS,
            Kind.IMAGE,
            Kind.CGROUP,
            Kind.DROP_IN,
            Kind.HELD,
            Kind.SCRIPT,
            Kind.GUARD,
            Kind.LOCK);

    private final Leftovers leftovers;
    private final Standings standings;
    private final JanitorRules rules;
    private final Map<Host, List<Leftover>> found = new LinkedHashMap<>();
    private final Map<String, String> silent = new TreeMap<>();
    private final List<Judged> judged = new ArrayList<>();

    private record Answer(Host host, List<Leftover> found, String problem) {}

    private record Judged(Host host, JanitorFinding finding, Optional<Reason> reason) {}

    JanitorRound(Leftovers leftovers, Standings standings, JanitorRules rules, List<Host> hosts) {
        this.leftovers = leftovers;
        this.standings = standings;
        this.rules = rules;
        Parallel.map(hosts, this::ask).forEach(answer -> {
            if (answer.problem().isEmpty()) {
                found.put(answer.host(), answer.found());
            } else {
                silent.put(answer.host().name(), answer.problem());
            }
        });
        found.forEach((host, all) -> all.forEach(each -> judged.add(judge(host, each))));
    }

    private Answer ask(Host host) {
        try {
            return new Answer(host, leftovers.look(host), "");
        } catch (RelocationException e) {
            return new Answer(host, List.of(), e.getMessage());
        }
    }

    private Judged judge(Host host, Leftover each) {
        Context context = context(host, each);
        Verdict verdict = rules.judge(host, each, context);
        JanitorFinding finding = new JanitorFinding(
                host.name(),
                each,
                context.standing()
                        .map(standing -> standing.knowledge().name().toLowerCase(Locale.ROOT))
                        .orElse(""),
                verdict.removable(),
                verdict.why(),
                verdict.reason()
                        .map(reason -> leftovers.describe(host, each, reason))
                        .orElse(""),
                Outcome.LEFT,
                "");
        return new Judged(host, finding, verdict.reason());
    }

    private Context context(Host host, Leftover each) {
        if (each.run().isEmpty()) {
            return new Context(Optional.empty(), Optional::empty, Optional.empty(), "");
        }
        return new Context(
                Optional.of(standings.of(each.run(), each.workload())),
                () -> standings.runsOn(each.run(), each.workload()),
                onlyCopy(host, each),
                busy(each.run()));
    }

    /** The name of what may be the only copy of the same workload, of the same run, on the same host. */
    private Optional<String> onlyCopy(Host host, Leftover each) {
        return found.get(host).stream()
                .filter(other -> JanitorRules.isPrecious(other)
                        && other.run().equals(each.run())
                        && other.workload().equals(each.workload())
                        && !JanitorRules.isProven(host, other, standings.runsOn(other.run(), other.workload())))
                .findFirst()
                .map(JanitorRound::describe);
    }

    private String busy(String run) {
        for (Map.Entry<Host, List<Leftover>> each : found.entrySet()) {
            for (Leftover other : each.getValue()) {
                if (other.run().equals(run) && JanitorRules.isBusy(other)) {
                    return "host %s shows something of it: %s"
                            .formatted(each.getKey().name(), describe(other));
                }
            }
        }
        return "";
    }

    private static String describe(Leftover leftover) {
        return "%s %s, which is %s"
                .formatted(
                        leftover.kind().word(),
                        leftover.name(),
                        String.join(
                                ", ",
                                leftover.traits().stream()
                                        .sorted()
                                        .map(Leftover.Trait::word)
                                        .toList()));
    }

    /** Removes what may be removed and was not tried before; whether there was any such thing. */
    boolean removeBut(Map<Key, JanitorFinding> tried) {
        List<Judged> due = judged.stream()
                .filter(each -> each.reason().isPresent()
                        && !tried.containsKey(each.finding().key()))
                .sorted(Comparator.comparingInt(JanitorRound::rank))
                .toList();
        due.forEach(each -> tried.put(each.finding().key(), remove(each)));
        return !due.isEmpty();
    }

    /** Whoever else may still work on a run that is not known here is kept out first. */
    private static int rank(Judged each) {
        Kind kind = each.finding().leftover().kind();
        boolean first =
                kind == Kind.GUARD && each.reason().filter(Reason.NAMED::equals).isPresent();
        return first ? -1 : ORDER.indexOf(kind);
    }

    private JanitorFinding remove(Judged each) {
        try {
            leftovers.remove(
                    each.host(), each.finding().leftover(), each.reason().orElseThrow());
            return each.finding().became(Outcome.GONE, "");
        } catch (RelocationException e) {
            return each.finding().became(Outcome.STILL_THERE, e.getMessage());
        }
    }

    /** What is here now, and what became of that which was to go. */
    JanitorReport report(Map<Key, JanitorFinding> tried) {
        Map<Key, JanitorFinding> all = new LinkedHashMap<>();
        judged.forEach(each -> all.put(each.finding().key(), each.finding()));
        Map<Key, JanitorFinding> here = Map.copyOf(all);
        tried.forEach((key, finding) -> all.put(key, after(finding, here.containsKey(key))));
        return new JanitorReport(List.copyOf(all.values()), silent);
    }

    /** A host that went silent does not say that anything is gone. */
    private JanitorFinding after(JanitorFinding finding, boolean here) {
        if (silent.containsKey(finding.host())) {
            return finding.became(Outcome.STILL_THERE, silent.get(finding.host()));
        }
        if (!here) {
            return finding.became(Outcome.GONE, "");
        }
        String said = finding.said().isEmpty() ? "the host said that it is gone, but still shows it" : finding.said();
        return finding.became(Outcome.STILL_THERE, said);
    }
}
