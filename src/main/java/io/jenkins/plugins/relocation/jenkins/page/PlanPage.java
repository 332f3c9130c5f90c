// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Line;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import io.jenkins.plugins.relocation.planner.CostText;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One plan on a page, with one of its runs: what was planned and found, where each move stands, how it got there. */
@ExportedBean(defaultVisibility = 2)
public final class PlanPage {
    /** Lines of a journal that a page shows: the newest. */
    private static final int JOURNAL = 300;

    private final String id;
    private final String problem;
    private final Optional<Plan> plan;
    private final Optional<RunResult> run;
    private final List<Finding> findings;
    private final List<Line> journal;
    private final Optional<LiveMoves> live;

    private PlanPage(
            String id, Optional<Plan> plan, Optional<RunResult> run, List<Finding> findings, List<Line> journal) {
        this.id = id;
        this.problem = plan.isPresent() ? "" : "plan " + id + " is not kept any more";
        this.plan = plan;
        this.run = run;
        this.findings = List.copyOf(findings);
        this.journal = List.copyOf(journal);
        this.live = run.map(RunResult::run).flatMap(LiveMoves::ofRun);
    }

    private PlanPage(String id, String problem) {
        this.id = id;
        this.problem = problem;
        this.plan = Optional.empty();
        this.run = Optional.empty();
        this.findings = List.of();
        this.journal = List.of();
        this.live = Optional.empty();
    }

    /** What the view knows of a plan. A damaged journal is shown as such and does not take the build's page down. */
    public static PlanPage of(RunView view, String id) {
        try {
            Optional<RunResult> run = view.run(id);
            List<Line> journal = run.map(r -> view.journal(r.run())).orElse(List.of());
            return new PlanPage(id, view.plan(id), run, view.findings(id), journal);
        } catch (RelocationException e) {
            return new PlanPage(id, e.getMessage());
        }
    }

    /** What the view knows of a run. */
    public static PlanPage ofRun(RunView view, String runId) {
        try {
            RunResult run = view.status(runId);
            return new PlanPage(
                    run.plan(),
                    view.plan(run.plan()),
                    Optional.of(run),
                    view.findings(run.plan()),
                    view.journal(runId));
        } catch (RelocationException e) {
            return new PlanPage(runId, e.getMessage());
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

    /** Id of the run; empty: none was opened. */
    @Exported
    public String getRunId() {
        return run.map(RunResult::run).orElse("");
    }

    /** Who opened the run; empty: nobody has. */
    @Exported
    public String getWho() {
        return journal.stream()
                .limit(1)
                .map(line -> line.entry() instanceof Entry.RunOpened opened ? HumanText.line(opened.who()) : "")
                .findFirst()
                .orElse("");
    }

    /** Whether a run was opened. */
    @Exported
    public boolean isStarted() {
        return run.isPresent();
    }

    /** Whether nothing more will happen in the run. */
    @Exported
    public boolean isSettled() {
        return run.map(RunResult::settled).orElse(false);
    }

    /** Whether a step of this Jenkins works on the run now. */
    @Exported
    public boolean isWorkedOn() {
        return live.isPresent();
    }

    /** What all moves cost beside what was predicted; empty: nothing was frozen yet. */
    @Exported
    public String getCost() {
        return run.flatMap(CostText::total).orElse("");
    }

    /** The longest time that nobody ran a workload, and which one it was; empty: none was frozen yet. */
    @Exported
    public String getLongestFreeze() {
        return run.map(RunResult::total)
                .filter(total -> total.moves() > 0)
                .map(total -> "%s (%s, predicted %s)"
                        .formatted(
                                HumanText.duration(total.longestFreeze()),
                                total.longestFreezeOf(),
                                HumanText.duration(total.longestFreezePredicted())))
                .orElse("");
    }

    /** Hosts that were to be emptied and are. */
    @Exported
    public List<String> getSafeToPowerOff() {
        return run.map(RunResult::empty).orElse(List.of());
    }

    /** What is still on hosts that were to be emptied. */
    @Exported
    public List<String> getStays() {
        return run.map(RunResult::stays).or(() -> plan.map(Plan::stays)).orElse(List.of()).stream()
                .map(HumanText::line)
                .toList();
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

    /** The phases of all moves beside each other; null: nothing has happened yet. */
    @Exported
    public TimeLine getTimeLine() {
        return plan.flatMap(p -> TimeLine.of(p, journal, isWorkedOn(), Ticker.SYSTEM.now()))
                .orElse(null);
    }

    /** The newest lines of the journal, the oldest of them first. */
    public List<JournalRow> getJournal() {
        return journal.stream().skip(getEarlierLines()).map(JournalRow::new).toList();
    }

    /** How many lines of the journal are not shown. */
    public int getEarlierLines() {
        return Math.max(0, journal.size() - JOURNAL);
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

    private WavePage wavePage(Plan p, Wave wave, Map<String, MoveResult> results) {
        List<MovePage> moves =
                wave.moves().stream().map(move -> movePage(p, move, results)).toList();
        return new WavePage(wave.number(), moves);
    }

    private MovePage movePage(Plan p, Move move, Map<String, MoveResult> results) {
        return new MovePage(
                move,
                p.workload(move.workload()).policy().freezeBudget(),
                Optional.ofNullable(results.get(move.workload())),
                live.map(l -> l.doing(move.workload())).orElse(""));
    }
}
