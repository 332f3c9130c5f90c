// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import io.jenkins.plugins.relocation.jenkins.page.RunView;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the page of runs shows, looked up once for all of its parts. */
public final class RunsPage {
    private static final int LAST = 20;

    private final List<RunPage> runs;
    private final List<RunPage> ended;

    private RunsPage(List<RunPage> runs, List<RunPage> ended) {
        this.runs = runs;
        this.ended = ended;
    }

    /** A page that shows nothing. */
    static RunsPage empty() {
        return new RunsPage(List.of(), List.of());
    }

    static RunsPage of(RunView view) {
        List<String> open = new ArrayList<>();
        List<String> last = new ArrayList<>();
        for (String run : view.runs()) {
            if (!closed(view, run)) {
                open.add(run);
            } else if (last.size() < LAST) {
                last.add(run);
            }
        }
        return new RunsPage(pages(view, open), pages(view, last));
    }

    /** Runs that are under way, or whose journal cannot be read, the newest first. */
    public List<RunPage> getRuns() {
        return runs;
    }

    /** The last runs that have ended, the newest first. */
    public List<RunPage> getEnded() {
        return ended;
    }

    /** Hosts that runs under way touch, by name. */
    public List<HostPage> getHosts() {
        Map<String, List<String>> moves = new TreeMap<>();
        for (RunPage run : runs) {
            run.lines().forEach((host, lines) -> moves.computeIfAbsent(host, key -> new ArrayList<>())
                    .addAll(lines));
        }
        return moves.entrySet().stream()
                .map(host -> new HostPage(host.getKey(), host.getValue()))
                .toList();
    }

    private static List<RunPage> pages(RunView view, List<String> runs) {
        return runs.stream().map(run -> RunPage.of(view, run)).toList();
    }

    private static boolean closed(RunView view, String run) {
        try {
            return view.closed(run);
        } catch (RelocationException e) {
            // A person has to look at it: it is shown with those that are under way, and says why.
            return false;
        }
    }
}
