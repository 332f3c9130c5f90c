// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.model.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** What all end-to-end tests share: hosts that are clean before and after, a controller's folder, the program. */
@ExtendWith(LabGate.class)
abstract class EndToEnd {
    @TempDir
    protected Path folder;

    protected Machines machines;
    protected Program program;
    private String test;

    @BeforeEach
    void prepare(TestInfo info) throws IOException {
        test = info.getTestClass().orElseThrow().getSimpleName() + "."
                + info.getTestMethod().orElseThrow().getName();
        machines = new Machines();
        program = new Program(folder, log(test));
        Machines.NAMES.forEach(machines::powerOn);
        Machines.NAMES.forEach(host -> machines.sh(host, "mkdir -p /srv/e2e"));
        Files.createDirectories(folder.resolve("home"));
        Files.writeString(
                folder.resolve("home/credentials.yaml"),
                "lab-key: {privateKey: '%s'}%n".formatted(machines.loginKey()));
    }

    @AfterEach
    void scrub() {
        Leftovers.scrub(machines);
    }

    /** Where a test keeps what the program was asked and what it answered: begun anew. */
    static Path log(String test) throws IOException {
        Path log = Files.createDirectories(Path.of("target/endtoend")).resolve(test + ".log");
        Files.deleteIfExists(log);
        return log;
    }

    protected void inventory(InventoryText text) {
        write("inventory.yaml", text.text());
    }

    protected void write(String file, String text) {
        try {
            Files.writeString(folder.resolve(file), text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Makes the plan file that a test runs. */
    protected void plan(String... goal) {
        String[] arguments = new String[goal.length + 5];
        System.arraycopy(new String[] {"plan", "-i", "inventory.yaml", "-o", "plan.json"}, 0, arguments, 0, 5);
        System.arraycopy(goal, 0, arguments, 5, goal.length);
        program.run(arguments).exits(0);
    }

    /** Expects that no move left anything, on the hosts and in the controller's temporary folder. */
    protected void expectNothingLeft() {
        Leftovers.expectNone(machines);
        assertThat(program.temporaryFiles()).isEmpty();
    }

    /** Where the workloads of the newest run stand, as its journal says, by name. */
    protected Map<String, JsonNode> moves() {
        String out = program.run("status", "--json", lastRun()).exits(0).out();
        Map<String, JsonNode> moves = new TreeMap<>();
        try {
            Json.mapper()
                    .readTree(out)
                    .get("moves")
                    .forEach(move -> moves.put(move.get("workload").asText(), move));
        } catch (IOException e) {
            throw new AssertionError(out, e);
        }
        return moves;
    }

    /** Writes moves down that were looked at from outside; all of the newest run must be in that phase. */
    protected void moved(String phase) {
        moves().values().forEach(move -> moved(move, phase));
    }

    protected void moved(JsonNode move, String phase) {
        assertThat(move.get("phase").asText()).isEqualTo(phase);
        Duration freeze = Duration.parse(move.get("freeze").asText());
        LabGate.moved(new LabGate.Move(
                test,
                move.get("workload").asText(),
                move.get("source").asText(),
                move.get("target").asText(),
                phase,
                freeze.toMillis() + " ms"));
    }

    /** The newest run. */
    protected String lastRun() {
        try (var runs = Files.list(folder.resolve("home/runs"))) {
            return runs.max((a, b) ->
                            Long.compare(a.toFile().lastModified(), b.toFile().lastModified()))
                    .orElseThrow()
                    .getFileName()
                    .toString();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
