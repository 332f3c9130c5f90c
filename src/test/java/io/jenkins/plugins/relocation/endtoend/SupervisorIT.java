// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A workload that systemd looks after: it must not start a second one, anywhere, and look after the right one in the end. */
class SupervisorIT extends EndToEnd {
    private static final String UNIT = "e2e-tree.service";
    private static final int PORT = 7001;
    private static final String FILE =
            """
            [Service]
            ExecStart=/usr/local/bin/tree.py 6 /srv/e2e/tree.log --port 7001
            StandardOutput=null
            StandardError=null
            Restart=always
            RestartSec=100ms
            [Install]
            WantedBy=multi-user.target
            """;

    private Tree tree;
    private Tree.State state;
    private String mainPid;

    private void start() {
        for (String host : new String[] {"alpha", "beta"}) {
            machines.laboratory.installWorkload(host, "tree.py");
            machines.laboratory.write(
                    host, "/etc/systemd/system/" + UNIT, FILE.getBytes(java.nio.charset.StandardCharsets.UTF_8), "644");
            machines.sh(host, "systemctl daemon-reload");
        }
        machines.sh("alpha", "systemctl enable -q --now " + UNIT);
        Machines.await("the unit answers", () -> machines.answers("alpha", PORT));
        inventory(InventoryText.of(machines, "alpha", "beta")
                .workload(
                        "tree",
                        "driver: process, host: alpha, settings: {unit: %s, tcp: close}, probes: [%s]"
                                .formatted(UNIT, InventoryText.ping(PORT))));
        tree = new Tree(machines, "tree", PORT);
        state = tree.state("alpha");
        mainPid = mainPid("alpha");
        plan("--evacuate", "alpha");
    }

    @Test
    void unitOfTheTargetAdoptsTheWorkload() {
        start();

        program.run("run", "plan.json").exits(0).says("host alpha is empty: safe to power off");

        tree.expectRunning("beta", state);
        assertThat(mainPid("beta")).isEqualTo(mainPid).isEqualTo(tree.rootPid("beta"));
        assertThat(unit("beta")).isEqualTo("active enabled always");
        assertThat(unit("alpha")).isEqualTo("inactive disabled always");
        expectNothingLeft();
        moved("COMMITTED");
        expectRestart("beta");
    }

    @Test
    void heldSourceStartsNowhereAndIsPutBack() {
        start();
        program.run("relocate", "plan.json").exits(0);
        machines.sh("alpha", "systemctl start %1$s; true".formatted(UNIT));
        assertThat(machines.sh(
                                "alpha",
                                "ps -o stat= -p $(echo %s | tr ' ' ,)"
                                        .formatted(tree.pids("alpha").replace('\n', ' ')))
                        .lines())
                .hasSize(3)
                .allMatch(state -> state.startsWith("T"));

        program.run("rollback", "plan.json").exits(0);

        tree.expectRunning("alpha", state);
        assertThat(mainPid("alpha")).isEqualTo(tree.rootPid("alpha"));
        assertThat(unit("alpha")).isEqualTo("active enabled always");
        assertThat(unit("beta")).isEqualTo("inactive disabled always");
        expectNothingLeft();
        moved("ROLLED_BACK");
        expectRestart("alpha");
    }

    @Test
    void sourceThatIsPoweredOnAgainDoesNotStartItBesideTheTarget() {
        start();
        program.run("relocate", "plan.json").exits(0);
        powerCycle();

        expectNotStarted();
        tree.count("beta");
        program.run("verify", "plan.json").exits(0).says("host alpha is empty");

        tree.expectRunning("beta", state);
        assertThat(unit("beta")).isEqualTo("active enabled always");
        assertThat(unit("alpha")).isEqualTo("inactive disabled always");
        expectNothingLeft();
        moved("COMMITTED");

        powerCycle();

        expectNotStarted();
        tree.count("beta");
    }

    /** It was not frozen yet: the only copy of its state went with the power, as it does without any relocation. */
    @Test
    void sourceThatIsPoweredOnAgainBeforeTheFreezeStartsItAsItDoesAtBoot() {
        start();
        program.run("precheck", "plan.json").exits(0);
        inventory(
                InventoryText.of(machines, "alpha", "beta")
                        .workload(
                                "tree",
                                "driver: process, host: alpha, settings: {unit: %s, tcp: close}, probes: [%s], hooks: [%s]"
                                        .formatted(
                                                UNIT,
                                                InventoryText.ping(PORT),
                                                "{when: before-freeze, run: [sh, -c, 'touch /run/e2e-hook; sleep 20'], deadline: 90s}")));
        plan("--evacuate", "alpha");
        Program.Running running = program.start("run", "plan.json", "--patience", "PT8S");
        Machines.await(
                "everything is ready for the freeze", () -> machines.sh("alpha", "ls /run/e2e-hook 2>/dev/null || true")
                        .contains("hook"));

        powerCycle();
        running.result();
        program.run("recover", lastRun());

        Machines.await("the unit runs again", () -> machines.answers("alpha", PORT));
        assertThat(unit("alpha")).isEqualTo("active enabled always");
        assertThat(tree.pids("beta")).isEmpty();
        expectNothingLeft();
        moved("ROLLED_BACK");
    }

    private void powerCycle() {
        machines.laboratory.kill("alpha");
        machines.laboratory.boot("alpha");
        Machines.await("alpha is up", () -> machines.sh("alpha", "systemctl is-system-running || true")
                .matches("running|degraded"));
    }

    private void expectNotStarted() {
        assertThat(machines.answers("alpha", PORT)).isFalse();
        assertThat(tree.pids("alpha")).isEmpty();
    }

    private String mainPid(String host) {
        return machines.sh(host, "systemctl show -p MainPID --value " + UNIT);
    }

    private String unit(String host) {
        return machines.sh(
                host,
                "echo $(systemctl is-active %1$s) $(systemctl is-enabled %1$s) $(systemctl show -p Restart --value %1$s)"
                        .formatted(UNIT));
    }

    /** systemd looks after it as after any other unit: when it dies, another one is started. */
    private void expectRestart(String host) {
        machines.sh(host, "kill -9 " + mainPid);
        Machines.await(
                "systemd starts another one on " + host,
                () -> machines.answers(host, PORT) && !mainPid(host).equals(mainPid));
    }
}
