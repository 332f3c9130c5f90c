// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description = "Tells where runs stand, from their journals; contacts no host.")
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(arity = "0..1", paramLabel = "RUN", description = "Only this run (default: all).")
    private String run;

    @Override
    public Integer call() {
        try (Controller controller = common.controller()) {
            Relocator relocator = controller.relocator();
            List<String> runs = run == null ? relocator.store().runs() : List.of(run);
            int status = 0;
            for (String id : runs) {
                status = Math.max(status, show(relocator, id));
            }
            if (runs.isEmpty() && !common.json()) {
                System.out.println("no runs yet");
            }
            return status;
        }
    }

    /** Shows one run; a damaged journal does not keep the others from being shown. */
    private int show(Relocator relocator, String id) {
        try {
            RunResult result = relocator.runs().status(id);
            if (common.json()) {
                System.out.println(Json.line(result));
            } else {
                System.out.printf(
                        "run %s of plan %s, %s%n",
                        id, result.plan(), relocator.runs().closed(id) ? "ended" : "open");
                new HumanView(System.out, false, common.verbose()).result(result);
                problems(result);
            }
            return 0;
        } catch (RelocationException e) {
            System.err.println("relocation: " + e.getMessage());
            return e.code().exitStatus();
        }
    }

    private static void problems(RunResult result) {
        result.moves().stream()
                .filter(move -> !move.problem().isEmpty())
                .forEach(move -> System.out.printf("  ! %s: %s%n", move.workload(), move.problem()));
    }
}
