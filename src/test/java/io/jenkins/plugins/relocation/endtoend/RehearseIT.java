// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A maintenance pipeline that an administrator wrote, rehearsed on real hosts. */
class RehearseIT extends EndToEnd {
    private static final Path FILE = Path.of("src/test/resources/rehearsal/administrator.Jenkinsfile");
    private static final String MAIL = "            mail to:";

    private Tree tree;
    private Tree.State state;

    @BeforeEach
    void start() {
        inventory(InventoryText.of(machines, "alpha", "beta").tree("tree", "alpha", 7001));
        tree = new Tree(machines, "tree", 7001).start("alpha", 6);
        state = tree.state("alpha");
    }

    @Test
    void movesWorkloadsAsInTheRealNight() throws IOException {
        Files.copy(FILE, folder.resolve("Jenkinsfile"));

        program.run("rehearse", "--yes", "-p", "HOST=alpha", "Jenkinsfile")
                .exits(0)
                .says("wave 1: tree", "safe to power off", "alpha is done", "Finished: SUCCESS");

        tree.expectOn("beta", state);
        expectNothingLeft();
        moved("COMMITTED");
    }

    @Test
    void planOnlyLooksAtHostsAndFreezesNothing() throws IOException {
        Files.copy(FILE, folder.resolve("Jenkinsfile"));

        program.run("rehearse", "--plan-only", "--answer", "Drain=proceed", "-p", "HOST=alpha", "Jenkinsfile")
                .exits(0)
                .says("tree: alpha to beta: not frozen here, predicted", "alpha is done", "Finished: SUCCESS");

        tree.expectOn("alpha", state);
        expectNothingLeft();
        assertThat(folder.resolve("home/runs"))
                .satisfiesAnyOf(runs -> assertThat(runs).doesNotExist(), runs -> assertThat(runs)
                        .isEmptyDirectory());
    }

    @Test
    void rehearsedFailureBringsBackWhatWasMoved() throws IOException {
        Files.copy(FILE, folder.resolve("Jenkinsfile"));

        program.run("rehearse", "--yes", "--fail", "step=verify", "-p", "HOST=alpha", "Jenkinsfile")
                .exits(1)
                .says("verify failed: this failure is rehearsed", "rolled back", "Finished: FAILURE");

        tree.expectOn("alpha", state);
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    @Test
    void unknownStepIsRefusedAtItsLineBeforeAnythingIsDone() throws IOException {
        String text = Files.readString(FILE).replace(MAIL, "            pageTheNightShift to:");
        write("Jenkinsfile", text);
        long line = text.lines()
                        .takeWhile(each -> !each.contains("pageTheNightShift"))
                        .count()
                + 1;

        Program.Result result = program.run("rehearse", "--yes", "-p", "HOST=alpha", "Jenkinsfile")
                .exits(2);

        assertThat(result.out() + result.err())
                .contains("Jenkinsfile:" + line, "pageTheNightShift")
                .doesNotContain("\tat ");
        assertThat(folder.resolve("home/runs"))
                .satisfiesAnyOf(runs -> assertThat(runs).doesNotExist(), runs -> assertThat(runs)
                        .isEmptyDirectory());
        tree.expectOn("alpha", state);
        expectNothingLeft();
    }
}
