// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.simulator.aix.AixProfile;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What two systems must have in common, and for which way. */
class CompatibilityChecksTest {
    @Test
    void asksLessOfAStaticMove() {
        PrecheckScene scene = new PrecheckScene();
        scene.way = TransferPlan.Transport.STATIC;
        scene.spec = scene.spec.withCheckpointable(false);
        scene.second = scene.second.withOsLevel("7300-01-01-2246").withFileset("mcr.rte", "");

        assertThat(scene.find()).noneMatch(Finding::blocks);
    }

    @Test
    void tellsWhichWayTwoSystemsAreCompatible() {
        AixProfile power8 = AixProfile.power9("aix2").withProcessor("PowerPC_POWER8", "POWER 8", 4000);
        PrecheckScene up = new PrecheckScene();
        up.first = AixProfile.power9("aix1").withProcessor("PowerPC_POWER8", "POWER 8", 4000);
        PrecheckScene down = new PrecheckScene();
        down.second = power8;
        PrecheckScene neither = new PrecheckScene();
        neither.second = power8.withFileset("bos.wpars", "7.2.4.0");

        assertThat(up.messages("compatible.there")).contains("outbound compatible only: there is no way back");
        assertThat(up.messages("compatible.back"))
                .contains("there is no way back: the processor class is 8 instead of 9");
        assertThat(down.messages("compatible.there")).contains("inbound compatible only");
        assertThat(neither.messages("compatible.there")).contains("incompatible: ");
    }

    @Test
    void letsItsOwnerWaiveOnlyTheWayBack() {
        PrecheckScene scene = new PrecheckScene();
        scene.first = scene.first.withProcessor("PowerPC_POWER8", "POWER 8", 4000);

        assertThat(scene.find())
                .filteredOn(Finding::blocks)
                .extracting(Finding::check)
                .containsExactly("compatible.back");
        assertThat(new WparDriverFactory().waivable()).containsExactly("compatible.back");
    }

    @Test
    void comparesStorageKeysLineByLine() {
        WparAnswers answers = new PrecheckScene().answers();
        List<String> same = answers.source().lines("keys");
        WparAnswers fewer = withKeys(answers, String.join("\n", same).replace("user keys = 8", "user keys = 2"));
        WparAnswers more = withKeys(answers, String.join("\n", same).replace("user keys = 8", "user keys = 16"));
        WparAnswers other = withKeys(answers, "something else 99");

        assertThat(keys(answers)).isEqualTo(Verdict.PASS);
        assertThat(keys(more)).isEqualTo(Verdict.PASS);
        assertThat(keys(fewer)).isEqualTo(Verdict.FAIL);
        assertThat(keys(other)).isEqualTo(Verdict.FAIL);
    }

    private static WparAnswers withKeys(WparAnswers answers, String target) {
        return new WparAnswers(
                answers.leg(),
                answers.settings(),
                answers.source(),
                answers.closer(),
                answers.target().and(Looked.of("\n@@keys\n%s\n".formatted(target))),
                Trouble.NONE);
    }

    private static Verdict keys(WparAnswers answers) {
        return CompatibilityChecks.table().stream()
                .filter(check -> check.id().equals("compatible.keys"))
                .map(check -> check.find(answers).verdict())
                .findFirst()
                .orElseThrow();
    }
}
