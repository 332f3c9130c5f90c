// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** A plan for people: terminals, logs, review. Plain text, the same plan always the same text. */
public final class PlanText {
    private PlanText() {}

    /** The whole plan; lines end in a line feed. */
    public static String render(Plan plan) {
        List<String> lines = new ArrayList<>();
        lines.add("Plan %s: %s".formatted(plan.id(), plan.goal().describe()));
        lines.add("  digest %s".formatted(plan.digest()));
        lines.add("  " + total(plan));
        plan.waves().forEach(wave -> lines.addAll(wave(plan, wave)));
        lines.addAll(remarks(plan));
        lines.addAll(transfers(plan));
        lines.addAll(facts(plan));
        lines.addAll(end(plan));
        return lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    }

    private static String total(Plan plan) {
        List<Move> moves = plan.moves();
        if (moves.isEmpty()) {
            return plan.goal() instanceof Goal.Balance
                    ? "nothing has to move: no host has too much to do, or no move that could be made would gain enough"
                    : "nothing has to move: the goal is reached already";
        }
        long bytes =
                moves.stream().mapToLong(move -> move.prediction().imageBytes()).sum();
        return "%s in %s, about %s to transfer"
                .formatted(count(moves.size(), "move"), count(plan.waves().size(), "wave"), Units.size(bytes));
    }

    private static List<String> wave(Plan plan, Wave wave) {
        int name = widest(wave.moves().stream().map(Move::workload).toList());
        int way = widest(wave.moves().stream().map(PlanText::way).toList());
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add("Wave %d: %s at the same time"
                .formatted(wave.number(), count(wave.moves().size(), "move")));
        for (Move move : wave.moves()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "  %-" + name + "s  %-" + way + "s  %s, frozen for %s%s",
                    move.workload(),
                    way(move),
                    Units.size(move.prediction().memoryBytes()),
                    move.prediction().describe(),
                    overBudget(plan.workload(move.workload()), move)));
        }
        return lines;
    }

    private static String overBudget(Workload workload, Move move) {
        Duration budget = workload.policy().freezeBudget();
        return move.prediction().freezeP90().compareTo(budget) > 0
                ? ": may be longer than its budget of %s".formatted(Units.duration(budget))
                : "";
    }

    private static List<String> remarks(Plan plan) {
        List<String> lines = new ArrayList<>();
        if (!plan.moves().isEmpty()) {
            lines.add("");
        }
        add(lines, "Held source until commit: ", movesWhere(plan, true));
        add(lines, "NO held source, cannot be undone once started: ", movesWhere(plan, false));
        add(lines, "Restore point beforehand: ", workloads(plan, Policy::restorePoint));
        add(
                lines,
                "May go back to the held source although that loses what happened since: ",
                workloads(plan, policy -> policy.acceptLoss() == Policy.AcceptLoss.YES));
        plan.moves().stream().map(move -> plan.workload(move.workload())).forEach(workload -> workload.policy()
                .waivers()
                .forEach(waiver ->
                        lines.add("%s, check %s: %s".formatted(workload.name(), waiver.check(), waiver.describe()))));
        return lines;
    }

    /** How memory travels: what is not encrypted must be seen by who approves. */
    private static List<String> transfers(Plan plan) {
        Map<String, Set<String>> ways = new TreeMap<>();
        plan.moves().forEach(move -> ways.computeIfAbsent(move.transfer().describe(), way -> new TreeSet<>())
                .add(move.workload()));
        if (ways.isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of("", "Memory travels:"));
        ways.forEach((way, workloads) -> lines.add("  %s: %s".formatted(way, String.join(", ", workloads))));
        return lines;
    }

    private static List<String> facts(Plan plan) {
        if (plan.facts().isEmpty()) {
            return List.of();
        }
        List<String> lines = new ArrayList<>(List.of("", "Rests on:"));
        plan.facts().stream().map(Fact::describe).forEach(fact -> lines.add("  " + fact));
        return lines;
    }

    private static List<String> end(Plan plan) {
        List<String> lines = new ArrayList<>(List.of(""));
        add(lines, "Closed to new placements: ", plan.closed());
        add(lines, "Stays where it is on hosts to be emptied: ", plan.stays());
        if (plan.goal() instanceof Goal.Evacuate evacuate && plan.stays().isEmpty()) {
            add(lines, "Empty of declared workloads afterwards: ", List.copyOf(new TreeSet<>(evacuate.hosts())));
        }
        return lines.size() == 1 ? List.of() : lines;
    }

    private static List<String> movesWhere(Plan plan, boolean held) {
        return plan.moves().stream()
                .filter(move -> move.heldSource() == held)
                .map(Move::workload)
                .sorted()
                .toList();
    }

    private static List<String> workloads(Plan plan, Predicate<Policy> wanted) {
        return plan.workloads().stream()
                .filter(workload -> wanted.test(workload.policy()))
                .map(Workload::name)
                .sorted()
                .toList();
    }

    private static void add(List<String> lines, String what, List<String> names) {
        if (!names.isEmpty()) {
            lines.add(what + String.join(", ", names));
        }
    }

    private static String way(Move move) {
        return "%s → %s".formatted(move.source(), move.target());
    }

    private static int widest(List<String> texts) {
        return texts.stream().mapToInt(String::length).max().orElse(1);
    }

    private static String count(int number, String thing) {
        return "%d %s%s".formatted(number, thing, number == 1 ? "" : "s");
    }
}
