// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.endtoend.Program.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is given or found wrong: one clear message, the documented exit status, and nothing was changed. */
class BadInputIT extends EndToEnd {
    private static final int PORT = 7001;

    private Tree tree;
    private Tree.State state;

    @BeforeEach
    void start() {
        inventory(onTwoHosts());
        tree = new Tree(machines, "tree", PORT).start("alpha", 3);
        state = tree.state("alpha");
    }

    private InventoryText onTwoHosts() {
        return InventoryText.of(machines, "alpha", "beta").tree("tree", "alpha", PORT);
    }

    private Result plan() {
        return program.run("plan", "-i", "inventory.yaml", "-o", "plan.json", "--evacuate", "alpha");
    }

    private void expectUntouched() {
        tree.expectOn("alpha", state);
        expectNothingLeft();
    }

    @Test
    void unknownKeyOfInventory() {
        inventory(onTwoHosts().hostAlso("beta", "adress: 10.0.0.1"));

        plan().exits(2).complains("inventory.yaml", "line 6", "adress", "address");

        expectUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest", "alpha", "\"waves\""})
    void planFileWithOneByteChanged(String where) throws IOException {
        plan().exits(0);
        Path file = folder.resolve("plan.json");
        byte[] bytes = Files.readAllBytes(file);
        int at = new String(bytes, StandardCharsets.UTF_8).indexOf(where) + where.length() - 2;
        bytes[at] ^= 1;
        Files.write(file, bytes);

        program.run("run", "plan.json").exits(5).complains("plan.json", "make a new plan");

        expectUntouched();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a'b", "a\"b", "$(touch /tmp/e2e-proof)", "a`id`", "two\nlines", "../../etc/passwd", "-v"})
    void namesThatAreNotNames(String name) {
        String yaml = "'" + name.replace("'", "''").replace("\n", "\n\n") + "'";
        inventory(InventoryText.of(machines, "alpha", "beta").tree(yaml, "alpha", PORT));

        plan().exits(2).complains("inventory.yaml", "name");

        for (String host : Machines.NAMES) {
            assertThat(machines.sh(host, "ls /tmp/e2e-proof 2>/dev/null || true"))
                    .isEmpty();
        }
        assertThat(Path.of("/tmp/e2e-proof")).doesNotExist();
        expectUntouched();
    }

    @Test
    void namesOnTheCommandLineAreData() {
        plan().exits(0);
        String nasty = "x'; $(touch /tmp/e2e-proof) \"\n`id`";

        program.run("status", nasty).exits(2).complains("no run");
        program.run("run", nasty).exits(2).complains("no plan");
        program.run("journal", "verify", "../../../etc/passwd").exits(2).complains("no run");
        program.run("plan", "-i", "inventory.yaml", "--move", nasty + "=beta")
                .exits(2)
                .complains("workload");

        assertThat(Path.of("/tmp/e2e-proof")).doesNotExist();
        expectUntouched();
    }

    @Test
    void fullTargetBeforeThePlan() {
        fill();

        plan().exits(3).complains("tree", "beta", "images.room", "/run/relocation");

        empty();
        expectUntouched();
    }

    @Test
    void targetThatFillsUpBehindThePlan() {
        plan().exits(0);
        fill();

        program.run("run", "plan.json")
                .exits(5)
                .complains("images.room on beta", "make a new plan", "nothing was changed");

        empty();
        expectUntouched();
    }

    private void fill() {
        machines.sh(
                "beta",
                "mkdir -p /run/relocation; fallocate -l $(($(df -Pk /run/relocation | awk 'NR==2{print $4}') - 1024))K /run/relocation/fill");
    }

    private void empty() {
        machines.sh("beta", "rm /run/relocation/fill");
    }

    @ParameterizedTest
    @CsvSource({"alpha, plan", "beta, plan", "beta, run"})
    void missingCriu(String host, String step) {
        if (step.equals("run")) {
            plan().exits(0);
        }
        machines.sh(host, "mv /usr/sbin/criu /usr/sbin/criu.away");

        Result result = step.equals("run") ? program.run("run", "plan.json").exits(5) : plan().exits(3);

        result.complains("criu", host, "install CRIU 4.2 or later");
        machines.sh(host, "mv /usr/sbin/criu.away /usr/sbin/criu");
        expectUntouched();
    }

    @Test
    void criuThatIsTooOld() {
        machines.sh(
                "beta",
                "mv /usr/sbin/criu /usr/sbin/criu.away; printf '#!/bin/sh\\necho Version: 3.17\\n' >/usr/sbin/criu; chmod 755 /usr/sbin/criu");

        plan().exits(3).complains("beta", "CRIU is 3.17", "4.2");

        machines.sh("beta", "mv -f /usr/sbin/criu.away /usr/sbin/criu");
        expectUntouched();
    }

    @Test
    void libraryOfSameSizeAndOtherContent() {
        for (String host : new String[] {"alpha", "beta"}) {
            machines.sh(
                    host,
                    "cp $(ldconfig -p | awk '/libz.so.1 /{print $NF; exit}') /srv/e2e/libextra.so; cp /usr/bin/sleep /srv/e2e/nap");
        }
        machines.sh("beta", "printf x | dd of=/srv/e2e/libextra.so bs=1 seek=30000 conv=notrunc status=none");
        machines.sh(
                "alpha",
                "cd /; LD_PRELOAD=/srv/e2e/libextra.so setsid /srv/e2e/nap 1000 </dev/null >/dev/null 2>&1 & echo $! >/run/e2e-nap.pid");
        inventory(onTwoHosts()
                .workload(
                        "nap",
                        "driver: process, host: alpha, settings: {command: /srv/e2e/nap}, probes: [{type: process}]"));
        String pid = machines.sh("alpha", "pgrep -x nap");
        program.run("plan", "-i", "inventory.yaml", "-o", "plan.json", "--move", "nap=beta")
                .exits(0);

        program.run("precheck", "plan.json").exits(4);
        program.run("run", "plan.json")
                .exits(4)
                .complains("files.binaries", "beta", "/srv/e2e/libextra.so has another content", "nothing was changed");

        assertThat(machines.sh("alpha", "pgrep -x nap")).isEqualTo(pid);
        expectUntouched();
    }

    @Test
    void hostThatIsDown() {
        plan().exits(0);
        machines.laboratory.kill("beta");
        try {
            plan().exits(7).complains("beta", machines.address("beta"), "cannot be reached");
            program.run("run", "plan.json").exits(7).complains("beta", "cannot be reached");
        } finally {
            machines.laboratory.boot("beta");
        }
        expectUntouched();
    }

    @Test
    void noHostIsFit() {
        inventory(InventoryText.of(machines, "alpha", "beta").tree("tree", "alpha", PORT, "requires: [ssd]"));

        plan().exits(3).complains("tree", "beta", "ssd");

        expectUntouched();
    }

    @Test
    void workloadWithoutProbe() {
        inventory(InventoryText.of(machines, "alpha", "beta").tree("tree", "alpha", PORT, "probes: []"));

        plan().exits(2).complains("tree", "probe");

        expectUntouched();
    }
}
