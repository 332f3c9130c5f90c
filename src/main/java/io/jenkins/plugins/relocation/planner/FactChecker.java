// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Fact.Relation;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.Names;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Compares the conditions that a plan rests on with what hosts show now. */
public final class FactChecker {
    private static final String REMEDY = "make a new plan and have it approved";

    private FactChecker() {}

    /**
     * Checks all facts.
     *
     * @param readings by host, then by the name of the reading; one that is missing makes its facts unknown
     * @return one required finding for each fact, in their order, with check id {@code fact:<reading>}
     */
    public static List<Finding> check(List<Fact> facts, Map<String, Map<String, String>> readings) {
        return facts.stream().map(fact -> check(fact, readings)).toList();
    }

    private static Finding check(Fact fact, Map<String, Map<String, String>> readings) {
        String seen = readings.getOrDefault(fact.host(), Map.of()).get(fact.reading());
        if (seen == null) {
            return finding(fact, Verdict.UNKNOWN, "no reading could be had");
        }
        Optional<Boolean> holds = holds(fact, seen);
        String shown = fact.relation() == Relation.HAS ? missing(fact, seen) : "now " + Names.quote(seen);
        if (holds.isEmpty()) {
            return finding(fact, Verdict.UNKNOWN, shown + ", which cannot be compared");
        }
        return finding(fact, holds.get() ? Verdict.PASS : Verdict.FAIL, shown);
    }

    /** Whether the condition holds; empty when the two cannot be compared. */
    private static Optional<Boolean> holds(Fact fact, String seen) {
        return switch (fact.relation()) {
            case EQUAL -> Optional.of(seen.equals(fact.value()));
            case HAS -> Optional.of(words(seen).containsAll(words(fact.value())));
            case AT_LEAST ->
                whole(seen).flatMap(number -> whole(fact.value()).map(least -> number.compareTo(least) >= 0));
            case VERSION_AT_LEAST -> Versions.compare(seen, fact.value()).map(order -> order >= 0);
        };
    }

    private static String missing(Fact fact, String seen) {
        Set<String> missing = new TreeSet<>(words(fact.value()));
        missing.removeAll(words(seen));
        return missing.isEmpty() ? "all there" : "missing " + Names.quote(String.join(" ", missing));
    }

    private static Finding finding(Fact fact, Verdict verdict, String seen) {
        String remedy = verdict == Verdict.PASS ? "" : REMEDY;
        String message = "%s: %s".formatted(fact.describe(), seen);
        return new Finding("fact:" + fact.reading(), workload(fact), fact.host(), verdict, true, message, remedy);
    }

    private static String workload(Fact fact) {
        String name = fact.reading().substring(fact.reading().lastIndexOf(':') + 1);
        boolean named =
                fact.reading().contains(":") && Names.PATTERN.matcher(name).matches();
        return named ? name : "";
    }

    private static Optional<BigInteger> whole(String text) {
        String stripped = text.strip();
        return stripped.matches("-?[0-9]{1,40}") ? Optional.of(new BigInteger(stripped)) : Optional.empty();
    }

    private static Set<String> words(String text) {
        Set<String> words = new HashSet<>(Arrays.asList(text.strip().split("\\s+")));
        words.remove("");
        return words;
    }
}
