// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.planner.FactChecker;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Checks both ends of moves: the hosts answer, the plan's facts hold, the guards are free, and all that the driver knows. */
final class Prechecks {
    static final String HOST_REACH = "host.reach";
    static final String HOST_KEY = "host.key";
    static final String HOST_LOGIN = "host.login";
    static final String GUARD = "guard";
    private static final String OURSELVES = "";

    private final Plan plan;
    private final Surroundings with;
    private final Map<String, Driver> drivers;

    Prechecks(Plan plan, Surroundings with, Map<String, Driver> drivers) {
        this.plan = plan;
        this.with = with;
        this.drivers = DriverRegistry.snapshots(drivers);
    }

    /** All findings for these moves. Changes nothing. */
    List<Finding> run(List<Move> moves, String run) {
        List<Finding> findings = new ArrayList<>();
        Map<String, Optional<Finding>> unreachable = reach(moves);
        unreachable.values().forEach(finding -> finding.ifPresent(findings::add));
        findings.addAll(facts(moves, unreachable));
        List<Move> reached = moves.stream()
                .filter(move -> unreachable.get(move.source()).isEmpty()
                        && unreachable.get(move.target()).isEmpty())
                .toList();
        Parallel.map(reached, move -> ofMove(move, run)).forEach(findings::addAll);
        return findings;
    }

    private Map<String, Optional<Finding>> reach(List<Move> moves) {
        List<String> names = moves.stream()
                .flatMap(move -> Stream.of(move.source(), move.target()))
                .distinct()
                .toList();
        List<Optional<Finding>> found = Parallel.map(names, name -> reach(plan.host(name)));
        Map<String, Optional<Finding>> unreachable = new LinkedHashMap<>();
        for (int i = 0; i < names.size(); i++) {
            unreachable.put(names.get(i), found.get(i));
        }
        return unreachable;
    }

    private Optional<Finding> reach(Host host) {
        try {
            with.hosts().shell(host);
            return Optional.empty();
        } catch (RelocationException e) {
            return Optional.of(
                    switch (e.code()) {
                        case HOST_UNREACHABLE ->
                            noAnswer(HOST_REACH, host, Verdict.UNKNOWN, e, "restore the connection, then check again");
                        case HOST_KEY_CHANGED, HOST_KEY_UNKNOWN ->
                            noAnswer(HOST_KEY, host, Verdict.FAIL, e, "a key that is right goes into a new plan");
                        default -> noAnswer(HOST_LOGIN, host, Verdict.FAIL, e, "make it log in, then check again");
                    });
        }
    }

    private static Finding noAnswer(String check, Host host, Verdict verdict, RelocationException e, String remedy) {
        return new Finding(check, OURSELVES, host.name(), verdict, true, e.getMessage(), remedy);
    }

    /** A host that cannot be asked is a finding of its own; its facts would only say that again. */
    private List<Finding> facts(List<Move> moves, Map<String, Optional<Finding>> unreachable) {
        List<Fact> facts = plan.facts().stream()
                .filter(fact -> about(fact, moves))
                .filter(fact -> unreachable.get(fact.host()).isEmpty())
                .toList();
        return FactChecker.check(facts, new Readings(plan, drivers).of(facts));
    }

    /** A fact about one workload names it after a colon; it matters only where that workload moves. */
    private static boolean about(Fact fact, List<Move> moves) {
        int colon = fact.reading().indexOf(':');
        String workload = colon < 0 ? "" : fact.reading().substring(colon + 1);
        return moves.stream()
                .anyMatch(move ->
                        (move.source().equals(fact.host()) || move.target().equals(fact.host()))
                                && (workload.isEmpty() || workload.equals(move.workload())));
    }

    private List<Finding> ofMove(Move move, String run) {
        Workload workload = plan.workload(move.workload());
        Host source = plan.host(move.source());
        Host target = plan.host(move.target());
        List<Finding> findings = new ArrayList<>();
        findings.add(guard(move.workload(), source, run));
        findings.add(guard(move.workload(), target, run));
        try {
            Leg leg = new Leg(
                    run.isEmpty() ? "precheck" : run, 1, 0, workload, source, target, move.transfer(), Leg.Way.OUT);
            Waivers waivers = new Waivers(
                    with.drivers().waivable(workload),
                    workload,
                    move,
                    with.ticker().now());
            DriverRegistry.of(drivers, workload).precheck(leg).stream()
                    .map(waivers::apply)
                    .forEach(findings::add);
        } catch (RelocationException e) {
            findings.add(new Finding(
                    "driver.precheck",
                    move.workload(),
                    source.name(),
                    Verdict.UNKNOWN,
                    true,
                    e.getMessage(),
                    "mend what the message names, then check again"));
        }
        return findings;
    }

    private Finding guard(String workload, Host host, String run) {
        try {
            Optional<Guards.Guard> guard = with.guards().read(host, workload);
            Optional<Guards.Guard> holder =
                    guard.filter(g -> g.held() && !g.run().equals(run));
            return holder.map(g -> new Finding(
                            GUARD,
                            workload,
                            host.name(),
                            Verdict.FAIL,
                            true,
                            g.describe() + " works on it",
                            "wait until that run is settled, or settle it where it is known: relocation status "
                                    + g.run() + "; if its controller is lost for good: relocation take-over "
                                    + workload))
                    .orElseGet(() -> new Finding(
                            GUARD,
                            workload,
                            host.name(),
                            Verdict.PASS,
                            true,
                            guard.map(g -> "free, epoch " + g.epoch()).orElse("free, never moved"),
                            ""));
        } catch (RelocationException e) {
            return new Finding(
                    GUARD,
                    workload,
                    host.name(),
                    Verdict.UNKNOWN,
                    true,
                    e.getMessage(),
                    "mend what the message names, then check again");
        }
    }
}
