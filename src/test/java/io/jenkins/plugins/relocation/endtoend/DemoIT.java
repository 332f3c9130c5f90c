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
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** README's demonstration with real hosts, as somebody gives it who has just cloned the repository. */
@ExtendWith(LabGate.class)
class DemoIT {
    private static final Pattern LABORATORY = Pattern.compile("as laboratory (demo-\\d+) ");
    private static final Pattern KEPT = Pattern.compile("Plans and journals are kept in (\\S+)");

    @TempDir
    private Path folder;

    @Test
    void showsAllOfItAndLeavesNothing() throws IOException {
        Program program = new Program(folder, EndToEnd.log("DemoIT.demo"));

        Program.Result demo = program.withoutLaboratory().run("demo", "--yes", "--keep");

        Matcher kept = KEPT.matcher(demo.out());
        assertThat(kept.find()).as(demo.out()).isTrue();
        Path home = Path.of(kept.group(1));
        try {
            demo.exits(0)
                    .says(
                            "safe to power off",
                            "the client's connection    survived, it is the first and only one",
                            "brought back with what users did on b",
                            "cannot read the file: config.json",
                            "Nothing was lost; what was to stay connected stayed connected.",
                            "The hosts are gone");
            assertThat(demo.out()).doesNotContain("WRONG", "LOST", "Exception");
            countMoves(program, home.resolve("home"));
        } finally {
            delete(home);
        }
        expectNothingOfTheLaboratory(demo.out());
    }

    /** For machines, and where containers cannot be moved: the ways back are shown with processes. */
    @Test
    void tellsMachinesWhatCameOut() throws IOException {
        Program program = new Program(folder, EndToEnd.log("DemoIT.json"));

        Program.Result demo = program.withoutLaboratory()
                .run("demo", "--yes", "--json", "--without-containers")
                .exits(0);

        List<JsonNode> lines = new ArrayList<>();
        for (String line : demo.out().lines().toList()) {
            lines.add(Json.mapper().readTree(line));
        }
        assertThat(lines)
                .filteredOn(line -> line.get("event").asText().equals("demo-act"))
                .hasSize(4)
                .allSatisfy(act -> {
                    assertThat(act.get("acknowledged").asLong())
                            .isPositive()
                            .isLessThanOrEqualTo(act.get("value").asLong());
                    assertThat(act.get("connection").asText()).isEqualTo("REMADE");
                    assertThat(Duration.parse(act.get("longestGap").asText())).isPositive();
                    assertThat(act.get("wrong")).isEmpty();
                })
                .last()
                .satisfies(
                        act -> assertThat(act.get("hosts").get("tree").asText()).isEqualTo("a"));
        JsonNode end = lines.get(lines.size() - 1);
        assertThat(end.get("event").asText()).isEqualTo("demo-ended");
        assertThat(end.get("passed").asBoolean()).isTrue();
        assertThat(end.get("leftOut")).hasSize(1);
        expectNothingOfTheLaboratory(demo.err());
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

    private static void expectNothingOfTheLaboratory(String told) throws IOException {
        Matcher matcher = LABORATORY.matcher(told);
        assertThat(matcher.find()).isTrue();
        String name = matcher.group(1);
        Laboratory demo = Laboratory.named(name);
        Assertions.assertThatExceptionOfType(LaboratoryException.class).isThrownBy(demo::lab);
        assertThat(Files.readString(Path.of("/proc/mounts"))).doesNotContain("/run/" + name + "/");
        try (var processes = ProcessHandle.allProcesses()) {
            assertThat(processes.map(handle -> handle.info().commandLine().orElse("")))
                    .noneMatch(line -> line.contains("/run/" + name + "/lab.sh"));
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
