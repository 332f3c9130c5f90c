// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.FreezeCost;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.RunResult.MoveResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Values that several tests need. */
public final class Samples {
    private Samples() {}

    public static Plan plan() {
        Login login = new Login("ops", "ssh-key", Login.Become.SUDO);
        List<Host> hosts = List.of(
                Host.of("a", "10.0.0.1", 22, login, "ssh-ed25519 AAAA"),
                Host.of("b", "10.0.0.2", 22, login, "ssh-ed25519 BBBB"));
        Workload redis =
                new Workload("redis", "process", "a", Map.of(), 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
        Move move = new Move("redis", "a", "b", true, new Prediction(64L << 20, 64L << 20, Duration.ofMillis(400)));
        return new Plan(
                Plan.VERSION,
                new Goal.Evacuate(List.of("a")),
                hosts,
                List.of(redis),
                List.of(new Wave(1, List.of(move))),
                List.of(new Fact("b", "criu.version", Fact.Relation.VERSION_AT_LEAST, "4.2")),
                List.of("a"),
                List.of());
    }

    public static RunResult run(Phase phase, String problem) {
        MoveResult move = new MoveResult(
                "redis",
                "a",
                "b",
                phase,
                phase.holds(),
                Duration.ofMillis(412),
                new Prediction(64L << 20, 64L << 20, Duration.ofMillis(400)),
                new FreezeCost(
                        60L << 20,
                        Duration.ofMillis(150),
                        Duration.ofMillis(150),
                        Duration.ofMillis(80),
                        Duration.ZERO),
                problem);
        boolean empty = phase == Phase.COMMITTED;
        return new RunResult(
                "r-1", plan().id(), List.of(move), phase.settled(), empty ? List.of("a") : List.of(), List.of());
    }

    public static Finding finding(Finding.Verdict verdict, String message) {
        return new Finding(
                "criu.version",
                "redis",
                "b",
                verdict,
                true,
                message,
                verdict == Finding.Verdict.PASS ? "" : "install CRIU 4.2");
    }
}
