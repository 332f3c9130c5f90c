// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.TakeOver;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Json;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "take-over",
        mixinStandardHelpOptions = true,
        description = {
            "Frees the guards of a workload whose run cannot go on because its controller is lost for good.",
            "All hosts of the inventory must answer and show that nothing of the workload is in flight."
        })
final class TakeOverCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Parameters(paramLabel = "WORKLOAD", description = "Name of the workload.")
    private String workload;

    @Option(
            names = {"-i", "--inventory"},
            required = true,
            paramLabel = "FILE",
            description = "The inventory, with every host that the workload may be on.")
    private Path file;

    @Option(
            names = "--reason",
            required = true,
            description = "How you know that the controller is lost; kept in the journal.")
    private String reason;

    @Override
    public Integer call() {
        Inventory inventory = Controller.inventoryReader().read(Inputs.text(file), file.toString());
        try (Controller controller = common.controller()) {
            TakeOver.Result done = controller.takeOver().run(inventory, workload, reason, common.caller());
            if (common.json()) {
                System.out.println(Json.line(done));
            } else {
                System.out.printf(
                        "%s: guards freed on %s; epoch %d from now on; take-over %s%n  %s%n",
                        done.workload(), String.join(", ", done.freed()), done.epoch(), done.id(), done.head());
            }
            return 0;
        }
    }
}
