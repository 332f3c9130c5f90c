// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.model.Run;
import io.jenkins.plugins.relocation.jenkins.page.MovePage;
import io.jenkins.plugins.relocation.jenkins.page.PlanPage;
import io.jenkins.plugins.relocation.jenkins.page.RunView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One run on the page of runs, and the build that opened it, as long as there is one that whoever looks may see. */
@ExportedBean(defaultVisibility = 2)
public final class RunPage {
    private final String id;
    private final PlanPage page;
    private final Optional<Run<?, ?>> build;

    private RunPage(String id, PlanPage page) {
        this.id = id;
        this.page = page;
        this.build = BuildName.find(page.getWho());
    }

    static RunPage of(RunView view, String run) {
        return new RunPage(run, PlanPage.ofRun(view, run));
    }

    @Exported
    public String getId() {
        return id;
    }

    /** Plan, moves and how they got where they are. */
    @Exported
    public PlanPage getPlan() {
        return page;
    }

    /** Address of the page of the build that opened it, relative to Jenkins; empty: it was deleted, or must not be seen. */
    @Exported
    public String getBuildUrl() {
        return build.map(run -> run.getUrl() + "relocation/").orElse("");
    }

    /** What leaves and comes to hosts, by host. */
    Map<String, List<String>> lines() {
        Map<String, List<String>> lines = new LinkedHashMap<>();
        for (MovePage move : moves()) {
            String stands = "%s %s".formatted(move.getSymbol(), move.getPhase());
            add(lines, move.getSource(), "%s → %s: %s".formatted(move.getWorkload(), move.getTarget(), stands));
            add(lines, move.getTarget(), "%s ← %s: %s".formatted(move.getWorkload(), move.getSource(), stands));
        }
        return lines;
    }

    /** All moves, wave by wave. */
    public List<MovePage> moves() {
        return page.getWaves().stream()
                .flatMap(wave -> wave.getMoves().stream())
                .toList();
    }

    private static void add(Map<String, List<String>> lines, String host, String line) {
        lines.computeIfAbsent(host, key -> new ArrayList<>()).add(line);
    }
}
