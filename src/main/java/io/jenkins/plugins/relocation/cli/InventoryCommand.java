// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.inventory.InventoryWriter;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.Discovered;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(name = "inventory", mixinStandardHelpOptions = true, description = "Checks and drafts inventories.")
final class InventoryCommand {
    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Tells everything that is wrong with an inventory; contacts no host.")
    int check(@Parameters(paramLabel = "FILE", description = "The inventory.") Path file) {
        Inventory inventory = read(file);
        System.out.printf(
                "%s: %d hosts, %d workloads, nothing wrong%n",
                file, inventory.hosts().size(), inventory.workloads().size());
        return 0;
    }

    @Command(
            name = "discover",
            mixinStandardHelpOptions = true,
            description =
                    "Lists what runs on the hosts of an inventory, and drafts one that moves it; changes nothing.")
    int discover(
            @Mixin Common common,
            @Option(
                            names = {"-i", "--inventory"},
                            required = true,
                            paramLabel = "FILE",
                            description = "An inventory with at least the hosts.")
                    Path file,
            @Option(
                            names = {"-o", "--output"},
                            paramLabel = "FILE",
                            description = "Write the draft there instead of to standard output.")
                    Path output)
            throws IOException {
        Inventory inventory = read(file);
        try (Controller controller = common.controller()) {
            Map<Host, List<Discovered>> found = new LinkedHashMap<>();
            inventory
                    .hosts()
                    .forEach(host -> found.put(host, controller.relocator().discover(inventory, host)));
            String draft = InventoryWriter.write(inventory.hosts(), byName(found));
            if (output == null) {
                System.out.print(draft);
            } else {
                Files.writeString(output, draft);
                System.out.printf(
                        "%s: %d workloads found on %d hosts; give each a probe that proves that it works%n",
                        output, found.values().stream().mapToInt(List::size).sum(), found.size());
            }
        }
        return 0;
    }

    @Command(
            name = "open",
            mixinStandardHelpOptions = true,
            description = "Lets a host take placements again that was closed when it was emptied.")
    int open(@Mixin Common common, @Parameters(paramLabel = "HOST", description = "Name of the host.") String host) {
        try (Controller controller = common.controller()) {
            if (!controller.relocator().closedHosts().open(host)) {
                throw new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "host %s is not closed; closed are %s"
                                .formatted(
                                        Names.quote(host),
                                        controller.relocator().closedHosts().names()));
            }
            System.out.printf("host %s takes placements again%n", host);
        }
        return 0;
    }

    private static Map<String, List<Discovered>> byName(Map<Host, List<Discovered>> found) {
        Map<String, List<Discovered>> named = new LinkedHashMap<>();
        found.forEach((host, workloads) -> named.put(host.name(), workloads));
        return named;
    }

    private static Inventory read(Path file) {
        return Controller.inventoryReader().read(Inputs.text(file), file.toString());
    }
}
