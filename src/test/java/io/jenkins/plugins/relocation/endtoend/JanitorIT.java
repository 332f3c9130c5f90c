// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.endtoend.Program.Result;
import io.jenkins.plugins.relocation.endtoend.Program.Running;
import io.jenkins.plugins.relocation.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The janitor on hosts that moves have left something on, of each kind, and things that only look like it. */
class JanitorIT extends EndToEnd {
    private static final int PORT = 7001;
    private static final String FIXTURE = "/usr/local/lib/leftovers.sh";
    private static final String FOREIGN = "r-ffffffffffff-1";

    private Tree tree;
    private Tree.State state;

    private void start() {
        inventory(InventoryText.of(machines, "alpha", "beta").tree("tree", "alpha", PORT));
        tree = new Tree(machines, "tree", PORT).start("alpha", 6);
        state = tree.state("alpha");
        plan("--evacuate", "alpha");
        byte[] fixture = resource("/lab/leftovers.sh");
        for (String host : List.of("alpha", "beta")) {
            machines.laboratory.write(host, FIXTURE, fixture, "644");
        }
    }

    @AfterEach
    void removeFixtures() {
        for (String host : List.of("alpha", "beta")) {
            machines.sh(host, "[ ! -e %1$s ] || { . %1$s down; rm %1$s; }".formatted(FIXTURE));
        }
    }

    @Test
    void cleansUpAfterAMoveThatWasKilledAndThenPutBack() {
        start();
        Running killed = program.start("relocate", "-v", "plan.json");
        Machines.await("the freeze begins", () -> killed.soFar().contains("freeze the source"));
        killed.kill();
        killed.result();
        String run = lastRun();

        Result open = janitor("--apply").exits(0);
        open.says("stays", "run %s is open".formatted(run), "relocation recover " + run);
        assertThat(findings(janitor("--json"))).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.get("standing").asText()).isEqualTo("open");
            assertThat(finding.get("removable").asBoolean()).isFalse();
        });

        // The clean-up at the end of the way back cannot remove what somebody is using.
        String leg = run + ".1.tree.out";
        fixture("beta", "obstruct", leg);
        program.run("rollback", "plan.json").exits(0);
        tree.expectOn("alpha", state);
        moved("ROLLED_BACK");
        assertThat(names(janitor("--json"))).contains("leg " + leg);

        janitor().exits(0).says("removable", leg, "--apply removes");
        assertThat(names(janitor("--json"))).contains("leg " + leg);
        janitor("--apply").exits(0).says("gone", leg);

        assertThat(names(janitor("--json"))).isEmpty();
        tree.expectOn("alpha", state);
        expectNothingLeft();
    }

    @Test
    void removesEachKindAndNothingThatOnlyLooksLikeIt() {
        start();
        program.run("run", "plan.json").exits(0);
        moved("COMMITTED");
        String run = lastRun();
        fixture("alpha", "plant", run);
        String prepared = fixture("alpha", "show", run);
        TreeSet<String> kinds = new TreeSet<>();
        TreeSet<String> staying = new TreeSet<>();
        findings(janitor("--json", "--host", "alpha")).forEach(finding -> {
            String kind = finding.get("leftover").get("kind").asText();
            kinds.add(kind);
            if (!finding.get("removable").asBoolean()) {
                staying.add(kind);
            }
        });
        // Whose two of the locks are cannot be told; the script is in use by what is to be removed before it.
        assertThat(staying).containsExactly("CRIU_LOCK", "SCRIPT");
        assertThat(kinds)
                .containsExactly(
                        "CGROUP",
                        "CRIU_LOCK",
                        "DROP_IN",
                        "GUARD",
                        "HELD",
                        "IMAGE",
                        "KEY",
                        "LEG",
                        "LINK",
                        "LOCK",
                        "NFT",
                        "PROCESS",
                        "SCRIPT");
        assertThat(fixture("alpha", "show", run)).as("after a look").isEqualTo(prepared);
        assertThat(prepared.lines().filter(line -> line.startsWith("leftover ")))
                .hasSizeGreaterThanOrEqualTo(20);

        Result apply = janitor("--apply", "--host", "alpha").exits(0);

        apply.says("0 still there");
        String left = fixture("alpha", "show", run);
        assertThat(left.lines().filter(line -> line.startsWith("leftover "))).isEmpty();
        assertThat(left.lines().filter(line -> line.startsWith("other ")).toList())
                .isEqualTo(prepared.lines()
                        .filter(line -> line.startsWith("other "))
                        .toList());
        assertThat(machines.sh("alpha", "systemctl is-enabled e2e-left.service || true"))
                .isEqualTo("disabled");
        assertThat(names(janitor("--json")))
                .as("what cannot be told, and stays")
                .containsExactlyInAnyOrder("criu-lock -:CRIU-foo", "criu-lock /run/netns/e2e-left:CRIU-4712");
        tree.expectOn("beta", state);
    }

    @Test
    void leavesWhatMayBeTheOnlyCopyAndWhatAnotherControllerMayOwn() {
        start();
        fixture("alpha", "foreign", FOREIGN);
        String frozen = fixture("alpha", "foreign-process");
        assertThat(frozen).startsWith("T ");

        janitor("--apply").exits(0).says("stays", "run %s is not known here".formatted(FOREIGN), "--run " + FOREIGN);
        janitor("--apply", "--run", FOREIGN)
                .exits(0)
                .says("stays", "host alpha shows something of it", "which is frozen");
        assertThat(fixture("alpha", "foreign-process")).isEqualTo(frozen);
        assertThat(names(janitor("--json"))).hasSize(3);

        machines.sh("alpha", "kill -CONT " + frozen.split(" ")[1]);
        janitor("--apply").exits(0).says("stays");
        janitor("--apply", "--run", FOREIGN).exits(0).says("3 found, 3 removed");

        assertThat(names(janitor("--json"))).isEmpty();
        assertThat(fixture("alpha", "foreign-process")).startsWith("S " + frozen.split(" ")[1]);
        tree.expectOn("alpha", state);
    }

    @Test
    void saysWhatItCannotRemoveAndWhichHostIsSilent() {
        start();
        program.run("run", "plan.json").exits(0);
        fixture("alpha", "immovable", lastRun());
        machines.laboratory.kill("beta");
        try {
            Result apply = janitor("--apply").exits(10);

            apply.says("still there", "1 still there");
            assertThat(apply.err()).contains("1 of what was to be removed is still there", "host beta was left out");
            janitor("--host", "beta").exits(7);
        } finally {
            machines.laboratory.boot("beta");
        }
        fixture("alpha", "movable");
        janitor("--apply", "--host", "alpha").exits(0).says("gone");
        janitor("--host", "nowhere").exits(2).complains("has no host \"nowhere\"");
    }

    private Result janitor(String... more) {
        String[] words = new String[more.length + 3];
        System.arraycopy(new String[] {"janitor", "-i", "inventory.yaml"}, 0, words, 0, 3);
        System.arraycopy(more, 0, words, 3, more.length);
        return program.run(words);
    }

    private static List<JsonNode> findings(Result result) {
        return result.exits(0)
                .out()
                .lines()
                .map(line -> {
                    try {
                        return Json.mapper().readTree(line);
                    } catch (IOException e) {
                        throw new AssertionError(line, e);
                    }
                })
                .toList();
    }

    private static List<String> names(Result result) {
        return findings(result).stream()
                .map(finding -> finding.get("leftover"))
                .map(left -> left.get("kind").asText().toLowerCase(Locale.ROOT).replace('_', '-') + " "
                        + left.get("name").asText())
                .toList();
    }

    private String fixture(String host, String... words) {
        return machines.sh(host, ". " + FIXTURE + " \"$@\"", words);
    }

    private static byte[] resource(String name) {
        try (InputStream in = JanitorIT.class.getResourceAsStream(name)) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
