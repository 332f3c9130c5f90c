// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.lab.LaboratoryException;
import io.jenkins.plugins.relocation.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** README's first command, as somebody gives it who has just cloned the repository. */
@ExtendWith(LabGate.class)
class DemoIT {
    private static final Pattern KEPT = Pattern.compile("Plans and journals are kept in (\\S+)");

    @TempDir
    private Path folder;

    @Test
    void showsAllOfItAndLeavesNothing() throws IOException {
        Program program = new Program(folder, EndToEnd.log("DemoIT.demo"));

        Program.Result demo =
                program.withoutLaboratory().run("demo", "--yes", "--keep").exits(0);

        demo.says("safe to power off", "every count it was promised was kept", "The hosts are gone");
        assertThat(demo.out()).doesNotContain("WRONG", "CHANGED", "Exception");
        Matcher kept = KEPT.matcher(demo.out());
        assertThat(kept.find()).isTrue();
        Path home = Path.of(kept.group(1));
        try {
            countMoves(program, home.resolve("home"));
        } finally {
            delete(home);
        }
        expectNothingOfTheLaboratory();
    }

    private static void countMoves(Program program, Path home) throws IOException {
        List<String> lines = program.run("status", "--json", "--home", home.toString())
                .exits(0)
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSizeGreaterThanOrEqualTo(4);
        for (String line : lines) {
            for (JsonNode move : Json.mapper().readTree(line).get("moves")) {
                assertThat(move.get("phase").asText()).isIn("COMMITTED", "ROLLED_BACK", "PLANNED");
                Duration freeze = Duration.parse(move.get("freeze").asText());
                if (!freeze.isZero()) {
                    LabGate.moved(new LabGate.Move(
                            "DemoIT",
                            move.get("workload").asText(),
                            move.get("source").asText(),
                            move.get("target").asText(),
                            move.get("phase").asText(),
                            freeze.toMillis() + " ms"));
                }
            }
        }
    }

    private static void expectNothingOfTheLaboratory() throws IOException {
        Laboratory demo = Laboratory.named("demo");
        Assertions.assertThatExceptionOfType(LaboratoryException.class).isThrownBy(demo::lab);
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain("/run/demo/");
        try (var processes = ProcessHandle.allProcesses()) {
            assertThat(processes.map(handle -> handle.info().commandLine().orElse("")))
                    .noneMatch(line -> line.contains("/run/demo/lab.sh") || line.contains("relocation.cli.Main demo"));
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
