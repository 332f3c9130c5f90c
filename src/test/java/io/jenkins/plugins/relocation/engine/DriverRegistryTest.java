// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.process.ProcessDriverFactory;
import io.jenkins.plugins.relocation.driver.wpar.WparDriverFactory;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Waiver;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DriverRegistryTest {
    private final DriverRegistry drivers =
            new DriverRegistry(List.of(new ProcessDriverFactory(), new WparDriverFactory()));

    private List<String> problems(String driver, Map<String, Object> settings, String check) {
        Policy policy = new Policy(
                Duration.ofMinutes(1),
                Duration.ofMinutes(15),
                Policy.AcceptLoss.ASK,
                false,
                List.of(new Waiver(check, "", "Jane Doe", "2026-12-31", "CHG0031234")));
        Workload workload =
                new Workload("billing", driver, "aix1", settings, 0, List.of(), "", List.of(), List.of(), policy);
        return drivers.check(workload).stream().map(SettingProblem::message).toList();
    }

    @Test
    void takesWaiversOfChecksThatCanBeWaived() {
        assertThat(problems("wpar", Map.of(), "compatible.back")).isEmpty();
    }

    @Test
    void refusesWaiversOfOthers() {
        assertThat(problems("wpar", Map.of(), "wpar.storage"))
                .containsExactly("policy.waivers: check wpar.storage cannot be waived; only [compatible.back] can");
        assertThat(problems("process", Map.of("unit", "app.service"), "criu.version"))
                .containsExactly(
                        "policy.waivers: check criu.version cannot be waived; driver process has none that can");
    }
}
