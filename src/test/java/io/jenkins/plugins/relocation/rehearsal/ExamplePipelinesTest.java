// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class ExamplePipelinesTest {
    private static final Path FOLDER = Path.of("pipeline-examples");
    private static final Path EVACUATE = Path.of("pipeline-examples/evacuate-host.Jenkinsfile");
    private static final Path RETURN = Path.of("pipeline-examples/return-home.Jenkinsfile");

    private static final Path BALANCE = Path.of("pipeline-examples/aix-balance.Jenkinsfile");

    private static final Path MAINTENANCE = Path.of("pipeline-examples/aix-maintenance.Jenkinsfile");

    private static final Path CONTAINER = Path.of("pipeline-examples/move-container.Jenkinsfile");

    @TempDir
    private Path directory;

    private TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
        stage.options = stage.options.in(directory).agreeing();
    }

    @Test
    void evacuatesHostWaveByWave() {
        stage.options = stage.options.with(Map.of("HOST", "web1"));

        RehearsalResult result = stage.run(EVACUATE);

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(stage.steps.calls)
                .containsExactly(
                        "plan evacuate web1",
                        "precheck p-0123456789ab",
                        "relocate p-0123456789ab wave 1",
                        "verify p-0123456789ab wave 1",
                        "relocate p-0123456789ab wave 2",
                        "verify p-0123456789ab wave 2");
        assertThat(stage.console())
                .contains(
                        "Proceed? Plan p-0123456789ab, digest 0123456789abcdef",
                        "wave 2: tree from a to b",
                        "a is empty: safe to power off");
    }

    @Test
    void putsBackWhatWasMovedWhenVerificationFails() {
        stage.steps.verifying = caller -> {
            throw new RelocationException(ErrorCode.ROLLED_BACK, "probe http of redis did not pass");
        };

        RehearsalResult result = stage.run(EVACUATE);

        assertThat(result.result()).isEqualTo(BuildResult.FAILURE);
        assertThat(result.error().orElseThrow().message()).isEqualTo("probe http of redis did not pass");
        assertThat(result.error().orElseThrow().code()).contains(ErrorCode.ROLLED_BACK);
        assertThat(stage.steps.calls)
                .endsWith("relocate p-0123456789ab wave 1", "verify p-0123456789ab wave 1", "rollback p-0123456789ab");
    }

    @Test
    void movesNothingWhenNobodyAgrees() {
        stage.options = RehearsalOptions.DEFAULT
                .in(directory)
                .with(new Answers(null, Map.of("Proceed", new Answers.Input(false, "bob", null)), null, null));

        RehearsalResult result = stage.run(EVACUATE);

        assertThat(result.result()).isEqualTo(BuildResult.ABORTED);
        assertThat(result.error().orElseThrow().message()).contains("was refused by bob");
        assertThat(stage.steps.calls).noneMatch(call -> call.startsWith("relocate"));
    }

    @Test
    void returnsHomeWhatTheRunMoved() {
        stage.options = stage.options.with(Map.of("RUN", "r-77"));

        RehearsalResult result = stage.run(RETURN);

        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(stage.steps.planned.orElseThrow().returnHome()).isEqualTo("r-77");
        assertThat(stage.steps.calls).endsWith("verify p-0123456789ab wave 2");
    }

    @ParameterizedTest
    @MethodSource("examples")
    void rehearsesEveryExampleWithoutFreezingAnything(Path example) throws IOException {
        try (Stream<Path> inventories = Files.list(FOLDER)) {
            for (Path inventory : inventories
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .toList()) {
                Files.copy(inventory, directory.resolve(inventory.getFileName()));
            }
        }
        stage.options = stage.options.with(new Drill(true, List.of(), List.of()));
        if (Files.readString(example).contains("name: 'RUN'")) {
            stage.options = stage.options.with(Map.of("RUN", "r-77"));
        }

        RehearsalResult result = stage.run(example);

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(result.report().freezes()).isNotEmpty();
        assertThat(stage.steps.calls).allMatch(call -> call.startsWith("plan ") || call.startsWith("precheck "));
    }

    private static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.filter(file -> file.toString().endsWith("Jenkinsfile"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void servicesAnAixSystemAndBringsEverythingHome() {
        stage.options = stage.options.with(Map.of("HOST", "aix1"));

        RehearsalResult result = stage.run(MAINTENANCE);

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.planned.orElseThrow().returnHome()).isEqualTo("r-1");
        assertThat(stage.steps.calls)
                .startsWith("plan evacuate aix1", "precheck p-0123456789ab", "relocate p-0123456789ab wave 1")
                .endsWith("relocate p-0123456789ab wave 2", "verify p-0123456789ab wave 2");
        assertThat(stage.console()).contains("wave 1: redis from a to b (ssh)", "Is the maintenance of aix1 over?");
    }

    @Test
    void balancesAixSystems() {
        stage.options = stage.options.with(Map.of("HOSTS", "aix1 aix2 aix3", "MINUTES", "5"));

        RehearsalResult result = stage.run(BALANCE);

        assertThat(result.error()).isEmpty();
        assertThat(stage.steps.planned.orElseThrow().goal().describe())
                .isEqualTo("balance aix1, aix2, aix3: cpu 80 % over 5 min, memory 90 %, gain 10 points");
        assertThat(stage.steps.calls).endsWith("relocate p-0123456789ab wave 2", "verify p-0123456789ab wave 2");
    }

    @Test
    void asksForTheRunWhenNoneIsGiven() {
        RehearsalResult result = stage.run(RETURN);

        assertThat(result.error().orElseThrow().message()).startsWith("RUN is empty");
        assertThat(stage.steps.calls).isEmpty();
    }

    @Test
    void movesOneContainer() throws IOException {
        Files.copy(Path.of("pipeline-examples/containers.yaml"), directory.resolve("containers.yaml"));
        stage.options = stage.options.with(Map.of("WORKLOAD", "shop", "TARGET", "b"));

        RehearsalResult result = stage.run(CONTAINER);

        assertThat(result.error()).isEmpty();
        assertThat(result.result()).isEqualTo(BuildResult.SUCCESS);
        assertThat(stage.steps.inventory).contains("runtime: podman");
        assertThat(stage.steps.calls.get(0)).contains("shop", "b");
        assertThat(stage.steps.calls)
                .endsWith("precheck p-0123456789ab", "relocate p-0123456789ab", "verify p-0123456789ab");
    }
}
