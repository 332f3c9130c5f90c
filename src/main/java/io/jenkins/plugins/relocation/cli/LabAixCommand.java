// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.cli.demo.AixFolder;
import io.jenkins.plugins.relocation.cli.demo.AixStand;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "aix",
        mixinStandardHelpOptions = true,
        description = {
            "Two simulated AIX systems behind real SSH servers on 127.0.0.1, to try plans, Jenkinsfiles and logins with.",
            "aix1 has four partitions, aix2 has none. They are there until Ctrl-C, and leave nothing."
        })
final class LabAixCommand implements Callable<Integer> {
    @Option(
            names = "--speed",
            defaultValue = "" + AixStand.SPEED,
            description =
                    "How many times as fast as real time their commands are, 1 to 1000; ${DEFAULT-VALUE} where nothing is said.")
    private int speed;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (speed < 1 || speed > 1000) {
            throw new ParameterException(spec.commandLine(), "--speed %d: 1 to 1000".formatted(speed));
        }
        AixFolder folder = AixFolder.create(false);
        AixSite site = AixStand.open(folder, speed);
        // Ctrl-C is how this ends.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(site, folder), "simulated systems"));
        show(site, folder, System.out);
        new CountDownLatch(1).await();
        return 0;
    }

    private static void remove(AixSite site, AixFolder folder) {
        site.close();
        try {
            folder.close();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot remove " + folder.path(), e);
        }
    }

    private static void show(AixSite site, AixFolder folder, PrintStream out) {
        for (String name : List.of("aix1", "aix2")) {
            out.printf(
                    "%s: ssh -p %d %s@127.0.0.1, password: %s%n",
                    name, site.host(name).port(), AixSite.USER, AixSite.PASSWORD);
        }
        out.printf(
                """
                Inventory, credentials and examples: %1$s
                In another window, for instance:
                  relocation --home %2$s --credentials %3$s rehearse %1$s/aix-maintenance.Jenkinsfile --param HOST=aix1 --yes
                Ctrl-C ends the systems and removes everything of them.
                """,
                folder.path(), folder.home(), folder.credentials());
        out.flush();
    }
}
