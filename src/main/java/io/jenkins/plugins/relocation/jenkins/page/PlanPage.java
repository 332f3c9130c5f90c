// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import io.jenkins.plugins.relocation.planner.CostText;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One plan on the page of a build: what was planned, what prechecks found, where each move stands. */
@ExportedBean(defaultVisibility = 2)
public final class PlanPage {
    private final String id;
    private final Optional<Plan> plan;
    private final Optional<RunResult> run;
    private final List<Finding> findings;
    private final String problem;

    private PlanPage(String id, Optional<Plan> plan, Optional<RunResult> run, List<Finding> findings, String problem) {
        this.id = id;
        this.plan = plan;
        this.run = run;
        this.findings = findings;
        this.problem = problem;
    }

    /** What the view knows of a plan. A damaged journal is shown as such and does not take the build's page down. */
    public static PlanPage of(RunView view, String id) {
        try {
            Optional<Plan> plan = view.plan(id);
            String problem = plan.isPresent() ? "" : "plan " + id + " is not kept any more";
            return new PlanPage(id, plan, view.run(id), List.copyOf(view.findings(id)), problem);
        } catch (RelocationException e) {
            return new PlanPage(id, Optional.empty(), Optional.empty(), List.of(), e.getMessage());
        }
    }

    @Exported
    public String getId() {
        return id;
    }

    /** Why the plan cannot be shown; empty: it can. */
    @Exported
    public String getProblem() {
        return problem;
    }

    @Exported
    public String getDigest() {
        return plan.map(Plan::digest).orElse("");
    }

    @Exported
    public String getGoal() {
        return plan.map(p -> p.goal().describe()).orElse("");
    }

    /** Id of the newest run; empty: none was opened. */
    @Exported
    public String getRunId() {
        return run.map(RunResult::run).orElse("");
    }

    /** Whether a run was opened. */
    @Exported
    public boolean isStarted() {
        return run.isPresent();
    }

    /** Whether nothing more will happen in the newest run. */
    @Exported
    public boolean isSettled() {
        return run.map(RunResult::settled).orElse(false);
    }

    /** What all moves cost beside what was predicted; empty: nothing was frozen yet. */
    @Exported
    public String getCost() {
        return run.flatMap(CostText::total).orElse("");
    }

    /** Hosts that were to be emptied and are. */
    @Exported
    public List<String> getSafeToPowerOff() {
        return run.map(RunResult::empty).orElse(List.of());
    }

    /** What is still on hosts that were to be emptied. */
    @Exported
    public List<String> getStays() {
        return run.map(RunResult::stays).or(() -> plan.map(Plan::stays)).orElse(List.of());
    }

    @Exported
    public List<WavePage> getWaves() {
        Map<String, MoveResult> results = run.map(RunResult::moves).orElse(List.of()).stream()
                .collect(Collectors.toMap(MoveResult::workload, Function.identity(), (first, second) -> second));
        return plan.map(p -> p.waves().stream()
                        .map(wave -> wavePage(p, wave, results))
                        .toList())
                .orElse(List.of());
    }

    @Exported
    public List<FindingPage> getFindings() {
        return findings.stream().map(FindingPage::new).toList();
    }

    /** Findings that did not pass. */
    public List<FindingPage> getOpenFindings() {
        return findings.stream()
                .filter(finding -> finding.verdict() != Finding.Verdict.PASS)
                .map(FindingPage::new)
                .toList();
    }

    /** How many findings passed. */
    @Exported
    public long getPassedFindings() {
        return findings.stream()
                .filter(finding -> finding.verdict() == Finding.Verdict.PASS)
                .count();
    }

    private static WavePage wavePage(Plan plan, Wave wave, Map<String, MoveResult> results) {
        List<MovePage> moves =
                wave.moves().stream().map(move -> movePage(plan, move, results)).toList();
        return new WavePage(wave.number(), moves);
    }

    private static MovePage movePage(Plan plan, Move move, Map<String, MoveResult> results) {
        return new MovePage(
                move,
                plan.workload(move.workload()).policy().freezeBudget(),
                Optional.ofNullable(results.get(move.workload())));
    }
}
