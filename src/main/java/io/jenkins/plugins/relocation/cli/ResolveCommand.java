// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.model.Phase;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "resolve",
        mixinStandardHelpOptions = true,
        description = "States how a move ended that needs an operator; the hosts must show the same.")
final class ResolveCommand implements Callable<Integer> {
    /** What a person can state. */
    enum Outcome {
        COMMITTED,
        ROLLED_BACK
    }

    @Mixin
    private Common common;

    @Parameters(index = "0", paramLabel = "RUN", description = "Id of the run.")
    private String run;

    @Parameters(index = "1", paramLabel = "WORKLOAD", description = "Name of the workload.")
    private String workload;

    @Parameters(
            index = "2",
            paramLabel = "OUTCOME",
            description = "committed: the target runs it, nothing is on the source; rolled_back: the other way round.")
    private Outcome outcome;

    @Option(names = "--reason", required = true, description = "Why; kept in the journal.")
    private String reason;

    @Override
    public Integer call() {
        try (Controller controller = common.controller()) {
            controller.relocator().resolve(run, workload, Phase.valueOf(outcome.name()), reason, common.caller());
            return 0;
        }
    }
}
