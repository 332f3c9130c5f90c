// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import io.jenkins.plugins.relocation.jenkins.page.RunView;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is known of plans and runs, as a test says it. */
public final class TestView implements RunView {
    private final Map<String, Plan> plans = new LinkedHashMap<>();
    private final Map<String, RunResult> runs = new LinkedHashMap<>();
    private final Map<String, List<Line>> journals = new LinkedHashMap<>();
    private final Map<String, RunResult> ended = new LinkedHashMap<>();
    private List<Finding> findings = List.of();
    private boolean damaged;

    public TestView plan(Plan plan) {
        plans.put(plan.id(), plan);
        return this;
    }

    public TestView run(RunResult run) {
        runs.put(run.run(), run);
        return this;
    }

    public TestView findings(List<Finding> all) {
        findings = all;
        return this;
    }

    /** Adds a line to the journal of a run. */
    public TestView line(String run, Instant at, Entry entry) {
        List<Line> lines = journals.computeIfAbsent(run, key -> new ArrayList<>());
        lines.add(new Line(Line.VERSION, lines.size() + 1L, at, Line.START, entry, Line.START));
        return this;
    }

    /** A call whose run has ended while nobody looked. */
    public TestView ended(String call, RunResult result) {
        ended.put(call, result);
        return this;
    }

    /** The journals cannot be read. */
    public TestView damage() {
        damaged = true;
        return this;
    }

    @Override
    public Optional<Plan> plan(String planId) {
        return Optional.ofNullable(plans.get(planId));
    }

    @Override
    public Optional<RunResult> run(String planId) {
        if (damaged) {
            throw new RelocationException(ErrorCode.DAMAGED, "journal r-1 is damaged in line 3");
        }
        return runs.values().stream().filter(run -> run.plan().equals(planId)).reduce((older, newer) -> newer);
    }

    @Override
    public List<Finding> findings(String planId) {
        return findings;
    }

    @Override
    public Optional<RunResult> ended(String planId, String call) {
        return Optional.ofNullable(ended.get(call)).filter(run -> run.plan().equals(planId));
    }

    @Override
    public List<String> runs() {
        List<String> all = new ArrayList<>(runs.keySet());
        Collections.reverse(all);
        return all;
    }

    @Override
    public RunResult status(String runId) {
        if (damaged) {
            throw new RelocationException(ErrorCode.DAMAGED, "journal %s is damaged in line 3".formatted(runId));
        }
        return Optional.ofNullable(runs.get(runId))
                .orElseThrow(() -> new RelocationException(ErrorCode.BAD_INPUT, "there is no run " + runId));
    }

    @Override
    public boolean closed(String runId) {
        return status(runId).settled();
    }

    @Override
    public List<Line> journal(String runId) {
        return journals.getOrDefault(runId, List.of());
    }
}
