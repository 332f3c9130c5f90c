// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.step.Situation;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "recover",
        mixinStandardHelpOptions = true,
        description =
                "Takes a run to its end that nobody works on any more: tells what is known, what may run where and what is safe; then does it.")
final class RecoverCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(paramLabel = "RUN", description = "Id of the run.")
    private String run;

    @Option(names = "--dry-run", description = "Only tell; change nothing.")
    private boolean dryRun;

    @Override
    public Integer call() {
        try (Controller controller = common.controller()) {
            Relocator relocator = controller.relocator();
            tell(relocator.situation(run, common.caller()));
            if (!dryRun) {
                relocator.recover(run, common.caller());
            }
            return 0;
        }
    }

    private void tell(List<Situation> situations) {
        for (Situation situation : situations) {
            System.out.println(common.json() ? Json.line(situation) : "  " + situation.describe());
        }
    }
}
