// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Findings for people: failures first, and findings that say the same thing on one line. */
public final class FindingText {
    private static final int NAMED = 3;

    private FindingText() {}

    /** One line for each finding, or for several that say the same: "fail    paths (redis) on b: …; make them". */
    public static List<String> lines(Collection<Finding> findings) {
        Map<List<Object>, List<Finding>> same = new LinkedHashMap<>();
        findings.stream().sorted(Comparator.comparing(FindingText::rank)).forEach(finding -> same.computeIfAbsent(
                        List.of(finding.verdict(), finding.workload(), finding.message()), key -> new ArrayList<>())
                .add(finding));
        return same.values().stream().map(FindingText::line).toList();
    }

    private static int rank(Finding finding) {
        return finding.verdict() == Verdict.FAIL ? 0 : finding.verdict() == Verdict.UNKNOWN ? 1 : 2;
    }

    private static String line(List<Finding> group) {
        Finding first = group.get(0);
        String workload = first.workload().isEmpty() ? "" : " (" + first.workload() + ")";
        String what = group.size() == 1
                ? "%s%s on %s".formatted(first.check(), workload, first.host())
                : "%d checks%s: %s".formatted(group.size(), workload, names(group));
        return "%-7s %s: %s%s"
                .formatted(
                        first.verdict().name().toLowerCase(Locale.ROOT),
                        what,
                        first.message(),
                        first.remedy().isEmpty() ? "" : "; " + first.remedy());
    }

    private static String names(List<Finding> group) {
        String names =
                group.stream().map(Finding::check).distinct().limit(NAMED).collect(Collectors.joining(", "));
        return group.stream().map(Finding::check).distinct().count() > NAMED ? names + ", …" : names;
    }
}
