// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.security.ACL;
import io.jenkins.plugins.relocation.jenkins.RelocationAction;
import io.jenkins.plugins.relocation.jenkins.RelocationRuns;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.JellyView;
import io.jenkins.plugins.relocation.jenkins.standin.PageSamples;
import io.jenkins.plugins.relocation.jenkins.standin.PageStructure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The pages as people see them, rendered. What was rendered is kept below target/pages, to be looked at in a browser. */
class PagesTest {
    private static final Path KEPT = Path.of("target", "pages");

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void theBuildsPageShowsPlanTimeLineMovesFindingsAndJournal() throws Exception {
        String page = runPage(PageSamples.underWay("redis", "web"));

        assertThat(page)
                .contains(
                        "evacuate a",
                        "Under way; sources are held.",
                        "<title>FROZEN from 2026-03-01 14:00:10.000 UTC, 412 ms</title>",
                        "Longest freeze: <strong>412 ms (redis, predicted 400 ms)</strong>",
                        "<span aria-hidden=\"true\">▶</span> RESUMED",
                        "<span aria-hidden=\"true\">✗</span> FAIL",
                        "run r-1 of plan " + PageSamples.planId() + " opened by ops/evacuate #12",
                        "redis: about to freeze the source and send its state",
                        "data-relocation-live=\"true\"");
    }

    @Test
    void theBuildsPageShowsPhasesAsTextToo() throws Exception {
        String table = runPage(PageSamples.underWay("redis", "web")).replaceAll("(?s)<svg.*?</svg>", "");

        assertThat(table)
                .contains("<td>2026-03-01 14:00:10.000 UTC</td>", "</span> FROZEN</td>", "<td>412 ms</td>")
                .contains("<td>nobody runs it; source held</td>");
    }

    @Test
    void aPageOfWhatHasEndedIsNotAskedForAgain() throws Exception {
        assertThat(runPage(PageSamples.settled()))
                .contains("data-relocation-live=\"false\"", "Host is empty, safe to power off: a");
    }

    @Test
    void theBuildSummaryIsOneLineAndForThoseOnlyWhoMaySee() throws Exception {
        RelocationAction action = noted(PageSamples.underWay("redis", "web"));

        assertThat(JellyView.render(action, "summary.jelly", Map.of()))
                .contains(PageSamples.planId(), "under way, sources are held", "longest freeze 412 ms");

        ACL.grant();

        assertThat(JellyView.render(action, "summary.jelly", Map.of())).isBlank();
    }

    @Test
    void thePageOfRunsShowsHostsRunsAndBuilds() throws Exception {
        jenkins.view(PageSamples.underWay("redis", "web"), yaml -> List.of());

        String page =
                keep("runs", JellyView.render(new RelocationRuns(), "index.jelly", Map.of("rootURL", "/jenkins")));

        assertThat(page)
                .contains(
                        "<td role=\"rowheader\"><strong>a</strong></td>",
                        "(opened by ops/evacuate #12), longest freeze 412 ms",
                        "redis → b: ▶ RESUMED",
                        "redis ← a: ▶ RESUMED",
                        "href=\"/jenkins/job/ops/job/evacuate/12/relocation/\"");
    }

    @Test
    void hostileNamesAreShownAndChangeNothingOfThePage() throws Exception {
        String plain = runPage(PageSamples.underWay("redis", "web"));

        for (String hostile : PageSamples.HOSTILE) {
            String page = runPage(PageSamples.told(hostile));

            assertThat(PageStructure.of(page)).as(hostile).isEqualTo(PageStructure.of(plain));
        }
    }

    private String runPage(RunView view) throws Exception {
        return keep("run", JellyView.render(noted(view), "index.jelly", Map.of("rootURL", "/jenkins")));
    }

    private RelocationAction noted(RunView view) throws IOException {
        jenkins.view(view, yaml -> List.of());
        RelocationAction.note(jenkins.run(), PageSamples.planId());
        return jenkins.run().getAction(RelocationAction.class);
    }

    private static String keep(String name, String page) throws IOException {
        Files.createDirectories(KEPT);
        Files.writeString(KEPT.resolve(name + ".html"), page);
        return page;
    }
}
