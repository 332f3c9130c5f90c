// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.security.ACL;
import io.jenkins.plugins.relocation.jenkins.page.FindingPage;
import io.jenkins.plugins.relocation.jenkins.page.MovePage;
import io.jenkins.plugins.relocation.jenkins.page.PlanPage;
import io.jenkins.plugins.relocation.jenkins.page.WavePage;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.jenkins.standin.TestView;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.step.RunResult;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

class RelocationActionTest {
    private static final String ID = Samples.plan().id();

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void showsWhatThePlanSaysBeforeAnythingIsStarted() throws Exception {
        PlanPage page = page(Optional.empty(), List.of());

        assertThat(page.getGoal()).isEqualTo("evacuate a");
        assertThat(page.isStarted()).isFalse();
        assertThat(page.getDigest()).startsWith(ID.substring(2));
        MovePage move = onlyMove(page);
        assertThat(move.getPhase()).isEqualTo("PLANNED");
        assertThat(move.getHolds()).isEqualTo("source runs");
        assertThat(move.getPredictedFreeze()).isEqualTo("400 ms (up to 400 ms; estimate)");
        assertThat(move.getFreezeBudget()).isEqualTo("1 min 0 s");
        assertThat(move.isOverBudget()).isFalse();
        assertThat(move.getMemory()).isEqualTo("64.0 MiB");
        assertThat(move.getFreeze()).isEmpty();
    }

    @Test
    void showsWhereEveryMoveStands() throws Exception {
        PlanPage page = page(Optional.of(Samples.run(Phase.COMMITTED, "")), List.of());

        assertThat(page.isSettled()).isTrue();
        assertThat(page.getSafeToPowerOff()).containsExactly("a");
        assertThat(page.getRunId()).isEqualTo("r-1");
        assertThat(onlyMove(page).getPhase()).isEqualTo("COMMITTED");
        assertThat(onlyMove(page).getFreeze()).isEqualTo("412 ms");
    }

    @Test
    void showsProblemsAsTheyAre() throws Exception {
        String hostile = "<script>alert(1)</script>${it.run}";

        PlanPage page = page(
                Optional.of(Samples.run(Phase.NEEDS_OPERATOR, hostile)),
                List.of(Samples.finding(Finding.Verdict.PASS, "fine"), Samples.finding(Finding.Verdict.FAIL, hostile)));

        // Views escape; a value that was escaped here as well would be shown twice escaped.
        assertThat(onlyMove(page).getProblem()).isEqualTo(hostile);
        assertThat(page.getPassedFindings()).isEqualTo(1);
        assertThat(page.getOpenFindings()).singleElement().satisfies(finding -> {
            assertThat(finding.getMessage()).isEqualTo(hostile);
            assertThat(finding.isBlocking()).isTrue();
        });
    }

    @Test
    void everyPhaseAndVerdictHasASymbolBesideItsText() throws Exception {
        for (Phase phase : EnumSet.allOf(Phase.class)) {
            assertThat(onlyMove(page(Optional.of(Samples.run(phase, "")), List.of()))
                            .getSymbol())
                    .hasSize(1);
        }
        Set<String> symbols = new HashSet<>();
        for (Finding.Verdict verdict : Finding.Verdict.values()) {
            symbols.add(page(Optional.empty(), List.of(Samples.finding(verdict, "x")))
                    .getFindings()
                    .get(0)
                    .getSymbol());
        }
        assertThat(symbols).hasSize(3);
    }

    @Test
    void aDamagedJournalDoesNotTakeThePageDown() throws Exception {
        jenkins.view(new TestView().plan(Samples.plan()).damage(), yaml -> List.of());
        RelocationAction.note(jenkins.run(), ID);

        List<PlanPage> pages = jenkins.run().getAction(RelocationAction.class).getPlans();

        assertThat(pages).extracting(PlanPage::getProblem).containsExactly("journal r-1 is damaged in line 3");
    }

    @Test
    void saysThatAPlanIsGone() throws Exception {
        jenkins.view(new TestView(), yaml -> List.of());
        RelocationAction.note(jenkins.run(), "p-gone");

        PlanPage page =
                jenkins.run().getAction(RelocationAction.class).getPlans().get(0);

        assertThat(page.getProblem()).isEqualTo("plan p-gone is not kept any more");
        assertThat(page.getWaves()).isEmpty();
    }

    @Test
    void belongsToItsBuild() throws Exception {
        RelocationAction.note(jenkins.run(), ID);

        RelocationAction action = jenkins.run().getAction(RelocationAction.class);

        assertThat(action.getRun()).isSameAs(jenkins.run());
        assertThat(action.getUrlName()).isEqualTo("relocation");
        assertThat(action.getDisplayName()).isEqualTo("Relocation");
        assertThat(action.getApi().bean).isSameAs(action);
    }

    @Test
    void doesNotChangeWhatJenkinsMayBeWriting() throws Exception {
        RelocationAction.note(jenkins.run(), ID);
        RelocationAction action = jenkins.run().getAction(RelocationAction.class);
        Field field = RelocationAction.class.getDeclaredField("planIds");
        field.setAccessible(true);
        Object written = field.get(action);

        RelocationAction.note(jenkins.run(), "p-another");

        // An array list, which Jenkins writes and reads without a class of its own.
        assertThat(written).isEqualTo(List.of(ID)).isExactlyInstanceOf(ArrayList.class);
        assertThat(field.get(action)).isEqualTo(List.of(ID, "p-another")).isExactlyInstanceOf(ArrayList.class);
    }

    @Test
    void isForThoseOnlyWhoMaySeeRelocations() throws Exception {
        jenkins.view(new TestView().plan(Samples.plan()), yaml -> List.of());
        RelocationAction.note(jenkins.run(), ID);
        RelocationAction action = jenkins.run().getAction(RelocationAction.class);

        ACL.grant(RelocationPermissions.VIEW);
        assertThat(action.getTarget()).isSameAs(action);
        assertThat(action.getPlans()).hasSize(1);
        assertThat(action.getIconFileName()).isEqualTo("symbol-relocation plugin-workload-relocation");

        ACL.grant(RelocationPermissions.ROLLBACK);
        assertThatThrownBy(action::getTarget).hasMessage("missing permission Relocation/View");
        assertThat(action.getPlans()).isEmpty();
        assertThat(action.getPlanIds()).isEmpty();
        assertThat(action.isUnderWay()).isFalse();
        assertThat(action.getIconFileName()).isNull();
    }

    @Test
    void theRemoteApiShowsPlansWavesAndMovesInOneAnswer() throws Exception {
        // Jenkins shows a property when its visibility is at least the depth of its bean in the answer.
        assertThat(RelocationAction.class
                        .getMethod("getPlans")
                        .getAnnotation(Exported.class)
                        .visibility())
                .isZero();
        assertThat(visibility(PlanPage.class)).isGreaterThanOrEqualTo(2);
        assertThat(visibility(WavePage.class)).isGreaterThanOrEqualTo(3);
        assertThat(visibility(FindingPage.class)).isGreaterThanOrEqualTo(3);
        assertThat(visibility(MovePage.class)).isGreaterThanOrEqualTo(4);
    }

    private static int visibility(Class<?> bean) {
        return bean.getAnnotation(ExportedBean.class).defaultVisibility();
    }

    private PlanPage page(Optional<RunResult> run, List<Finding> findings) throws Exception {
        TestView view = new TestView().plan(Samples.plan()).findings(findings);
        run.ifPresent(view::run);
        jenkins.view(view, yaml -> List.of());
        RelocationAction.note(jenkins.run(), ID);
        return jenkins.run().getAction(RelocationAction.class).getPlans().get(0);
    }

    private static MovePage onlyMove(PlanPage page) {
        assertThat(page.getWaves()).hasSize(1);
        assertThat(page.getWaves().get(0).getMoves()).hasSize(1);
        return page.getWaves().get(0).getMoves().get(0);
    }
}
