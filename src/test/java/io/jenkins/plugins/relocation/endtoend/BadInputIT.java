// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.endtoend.Program.Result;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever is given or found wrong: one clear message, the documented exit status, and nothing was changed. */
class BadInputIT extends EndToEnd {
    private static final int PORT = 7001;
    private static final List<String> NASTY = List.of(
            "a'b\"c", "$(touch /tmp/e2e-proof)", "a`touch /tmp/e2e-proof`", "two\nlines; id", "../../etc/passwd", "-v");

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

        plan().exits(2).complains("inventory.yaml:6:", "adress", "did you mean address?");

        expectUntouched();
    }

    @Test
    void planFileWithOneByteChanged() throws IOException {
        plan().exits(0);
        byte[] approved = Files.readAllBytes(folder.resolve("plan.json"));

        for (String where : new String[] {"alpha", "x86_64", "\"memory.free\"", "\"digest\": \"0123"}) {
            int at = new String(approved, StandardCharsets.UTF_8)
                    .indexOf(where.substring(0, Math.min(12, where.length())));
            byte[] changed = approved.clone();
            changed[at + Math.min(12, where.length()) - 1] ^= 1;
            write("changed.json", new String(changed, StandardCharsets.UTF_8));
            Result run = program.run("run", "changed.json");
            assertThat(run.exit()).as(where).isIn(2, 5);
            run.complains("changed.json");
        }

        program.run("precheck", "plan.json").exits(0);
        expectUntouched();
    }

    @Test
    void namesThatAreNotNames() {
        for (String name : NASTY) {
            String yaml = "'" + name.replace("'", "''").replace("\n", "\n\n") + "'";
            inventory(InventoryText.of(machines, "alpha", "beta").tree(yaml, "alpha", PORT));
            plan().exits(2).complains("inventory.yaml:", "is not a valid name", "use 1 to 63 letters");
        }
        expectNoProof();
        expectUntouched();
    }

    @Test
    void namesOnTheCommandLineAreData() {
        plan().exits(0);
        String nasty = String.join(" ", NASTY);

        program.run("status", nasty).exits(2).complains("run name", "is not valid");
        program.run("run", nasty).exits(2).complains("neither a file nor the id of a plan");
        program.run("journal", "verify", "../../../etc/hostname.d").exits(2).complains("run name", "is not valid");
        program.run("plan", "-i", "inventory.yaml", "--move", nasty + "=beta")
                .exits(2)
                .complains("workload", "is not in the inventory");

        expectNoProof();
        expectUntouched();
    }

    private void expectNoProof() {
        assertThat(Path.of("/tmp/e2e-proof")).doesNotExist();
        for (String host : Machines.NAMES) {
            assertThat(machines.sh(host, "ls /tmp/e2e-proof 2>/dev/null || true"))
                    .isEmpty();
        }
    }

    @Test
    void fullTarget() {
        plan().exits(0);
        machines.sh(
                "beta",
                "mkdir -p /run/relocation; fallocate -l $(($(df -Pk /run/relocation | awk 'NR==2{print $4}') - 1024))K /run/relocation/fill");

        program.run("precheck", "plan.json").exits(5);
        program.run("run", "plan.json")
                .exits(5)
                .complains("images.room on beta", "make a new plan", "nothing was changed");
        plan().exits(3).complains("tree", "beta", "images.room");

        machines.sh("beta", "rm /run/relocation/fill");
        expectUntouched();
    }

    @Test
    void missingCriu() {
        plan().exits(0);
        machines.sh("beta", "mv /usr/sbin/criu /usr/sbin/criu.away");

        program.run("run", "plan.json")
                .exits(5)
                .complains("beta", "CRIU is not installed", "install CRIU 4.2 or later");
        plan().exits(3).complains("criu.version on beta >= 4.2", "not installed");

        machines.sh("beta", "mv /usr/sbin/criu.away /usr/sbin/criu");
        machines.sh("alpha", "mv /usr/sbin/criu /usr/sbin/criu.away");
        plan().exits(3).complains("criu.version on alpha >= 4.2", "not installed");
        machines.sh("alpha", "mv /usr/sbin/criu.away /usr/sbin/criu");
        expectUntouched();
    }

    @Test
    void criuThatIsTooOld() {
        machines.sh(
                "beta",
                "mv /usr/sbin/criu /usr/sbin/criu.away; printf '#!/bin/sh\\necho Version: 3.17\\n' >/usr/sbin/criu; chmod 755 /usr/sbin/criu");

        plan().exits(3).complains("criu.version on beta >= 4.2", "3.17");

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
            program.run("precheck", "plan.json").exits(7);
            program.run("run", "plan.json").exits(7).complains("beta", "cannot be reached");
        } finally {
            machines.laboratory.boot("beta");
        }
        inventory(onTwoHosts().hostAlso("beta", "port: 2"));
        plan().exits(7).complains("beta", "port 2", "cannot be reached");
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

        plan().exits(3).complains("tree", "no probe", "add one");

        expectUntouched();
    }
}
