// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.driver.process.ProcessSettings.Selector;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcessSettingsTest {
    @Test
    void readsEverything() {
        ProcessSettings settings = ProcessSettings.of(Transcripts.workload(
                "shop",
                Map.of(
                        "command",
                        "/usr/bin/python3",
                        "args",
                        List.of("shop.py", "--port"),
                        "tcp",
                        "close",
                        "dataFiles",
                        List.of("/srv/shop"),
                        "fileLocks",
                        true)));

        assertThat(settings.selector())
                .isEqualTo(new Selector.ByCommand("/usr/bin/python3", List.of("shop.py", "--port")));
        assertThat(settings.tcp()).isEqualTo(TcpPolicy.CLOSE);
        assertThat(settings.data()).containsExactly("/srv/shop");
        assertThat(settings.fileLocks()).isTrue();
    }

    @Test
    void refusesConnectionsUnlessToldOtherwise() {
        ProcessSettings settings = ProcessSettings.of(Transcripts.workload("x", Map.of("unit", "x.service")));

        assertThat(settings.tcp()).isEqualTo(TcpPolicy.REFUSE);
        assertThat(settings.data()).isEmpty();
    }

    @Test
    void thePidFileGoesWithTheWorkload() {
        ProcessSettings settings = ProcessSettings.of(Transcripts.workload("x", Map.of("pidFile", "/run/x.pid")));

        assertThat(settings.data()).containsExactly("/run/x.pid");
    }

    @Test
    void refusesUnknownKeyWithTheNearestOne() {
        List<SettingProblem> problems = problems(Map.of("pidFile", "/run/x.pid", "datafile", List.of()));

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.setting()).isEqualTo("datafile");
            assertThat(problem.message()).contains("did you mean dataFiles?");
        });
    }

    @Test
    void refusesNoneOrSeveralWaysToFindTheTree() {
        assertThat(problems(Map.of()))
                .singleElement()
                .extracting(SettingProblem::message)
                .asString()
                .contains("exactly one", "none");
        assertThat(problems(Map.of("unit", "x.service", "command", "/bin/x")))
                .singleElement()
                .extracting(SettingProblem::message)
                .asString()
                .contains("unit and command");
    }

    @Test
    void keepsConnectionsWhenToldSo() {
        ProcessSettings settings =
                ProcessSettings.of(Transcripts.workload("x", Map.of("unit", "x.service", "tcp", "keep")));

        assertThat(settings.keepsConnections()).isTrue();
    }

    @Test
    void refusesValuesOfTheWrongKind() {
        assertThat(problems(Map.of("pidFile", 7))).hasSize(1);
        assertThat(problems(Map.of("pidFile", "run/x.pid"))).hasSize(1);
        assertThat(problems(Map.of("pidFile", "/run/../etc/x"))).hasSize(1);
        assertThat(problems(Map.of("pidFile", "/run/x\n.pid"))).hasSize(1);
        assertThat(problems(Map.of("unit", "$(reboot).service"))).hasSize(1);
        assertThat(problems(Map.of("unit", "-x.service"))).hasSize(1);
        assertThat(problems(Map.of("unit", "x.service", "fileLocks", "yes"))).hasSize(1);
        assertThat(problems(Map.of("unit", "x.service", "tcp", 3))).hasSize(1);
        assertThat(problems(Map.of("unit", "x.service", "dataFiles", "/srv"))).hasSize(1);
        assertThat(problems(Map.of("unit", "x.service", "dataFiles", List.of("/srv", "srv"))))
                .singleElement()
                .extracting(SettingProblem::setting)
                .isEqualTo("dataFiles[1]");
        assertThat(problems(Map.of("unit", "x.service", "args", List.of("a")))).hasSize(1);
    }

    @Test
    void theExceptionNamesAllProblems() {
        assertThatThrownBy(() -> ProcessSettings.of(Transcripts.workload("shop", Map.of("tcp", "kept", "foo", 1))))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_INPUT))
                .hasMessageContaining("shop")
                .hasMessageContaining("foo")
                .hasMessageContaining("tcp")
                .hasMessageContaining("exactly one");
    }

    private static List<SettingProblem> problems(Map<String, Object> settings) {
        return new ProcessDriverFactory().check(Transcripts.workload("x", settings));
    }
}
