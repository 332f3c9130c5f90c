// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.cli.demo.Demo;
import io.jenkins.plugins.relocation.cli.demo.DemoFolder;
import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.File;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Moves real workloads between real hosts made out of namespaces on this machine, while clients use them.",
            "Needs Linux and root; builds the hosts' root file system on first use (about a minute)."
        })
final class DemoCommand implements Callable<Integer> {
    private static final String LAB = "demo";
    private static final int CANNOT = 77;

    @Option(names = "--yes", description = "Install missing Debian packages on this machine without asking.")
    private boolean yes;

    @Option(names = "--keep", description = "Keep plans and journals of the demonstration.")
    private boolean keep;

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell more.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        return Laboratory.current().isPresent()
                ? inside(Laboratory.current().orElseThrow())
                : outside(Laboratory.named(LAB));
    }

    /** Starts the hosts, and this program again where it can reach them. */
    private int outside(Laboratory laboratory) throws IOException, InterruptedException {
        say("Looking whether this machine can do it …");
        int able = terminal(laboratory.command(yes ? List.of("preflight", "--yes") : List.of("preflight")));
        if (able != 0) {
            throw new RelocationException(
                    ErrorCode.UNSUPPORTED,
                    able == CANNOT
                            ? "this machine cannot run the laboratory: see the lines that begin with 'refuse'"
                            : "the laboratory's preflight failed with status " + able);
        }
        say("Starting three hosts, a, b and c (the first time their root file system is built, about a minute) …");
        try {
            laboratory.up(Laboratory.Init.SYSTEMD, "a", "b", "c");
            return terminal(laboratory.controllerCommand(again()));
        } finally {
            laboratory.down();
            say("The hosts are gone, and all they left.");
        }
    }

    private int inside(Laboratory laboratory) throws IOException {
        try (DemoFolder folder = DemoFolder.create(laboratory.lab(), keep);
                Controller controller = Controller.open(folder.home(), new FileSecrets(folder.credentials()))) {
            HumanView view = new HumanView(System.out, System.console() != null, verbose);
            Demo demo = new Demo(laboratory, folder, controller.relocator(), Common.caller(view), System.out);
            return demo.run();
        }
    }

    /** The command line that started this process. */
    private List<String> again() {
        List<String> command = new ArrayList<>();
        command.add(System.getProperty("java.home") + File.separator + "bin" + File.separator + "java");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(Main.class.getName());
        command.add("demo");
        if (keep) {
            command.add("--keep");
        }
        if (verbose) {
            command.add("--verbose");
        }
        return command;
    }

    private static int terminal(List<String> command) throws IOException, InterruptedException {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static void say(String text) {
        System.out.println(text);
    }
}
