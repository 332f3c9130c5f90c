// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.cli.demo.AixActs;
import io.jenkins.plugins.relocation.cli.demo.AixFolder;
import io.jenkins.plugins.relocation.cli.demo.Demo;
import io.jenkins.plugins.relocation.cli.demo.DemoFolder;
import io.jenkins.plugins.relocation.cli.demo.Screen;
import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.lab.Preflight;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Moves real workloads between real hosts made out of namespaces on this machine, while clients use them.",
            "That needs Linux and root, and builds the hosts' root file system on first use (about a minute).",
            "Where that cannot be, simulated AIX systems are serviced, behind real SSH servers in this process."
        })
final class DemoCommand implements Callable<Integer> {
    private static final int CANNOT = 77;
    private static final String WITHOUT = "--without-containers";

    @Option(names = "--yes", description = "Install missing Debian packages on this machine without asking.")
    private boolean yes;

    @Option(names = "--keep", description = "Keep plans and journals of the demonstration.")
    private boolean keep;

    @Option(
            names = WITHOUT,
            arity = "0..1",
            paramLabel = "WHY",
            fallbackValue = "they were not asked for",
            description = "Leave containers out; the ways back are then shown with processes.")
    private String withoutContainers = "";

    @Option(names = "--simulated", description = "Show simulated AIX systems although real hosts could be made.")
    private boolean simulated;

    @Option(
            names = "--json",
            description = "Print one JSON object a line, for machines; what people read goes to standard error.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell more.")
    private boolean verbose;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (simulated || !mayMakeHosts()) {
            return aix(simulated ? "." : ": real hosts need Linux and root.");
        }
        return Laboratory.current().isPresent()
                ? inside(Laboratory.current().orElseThrow())
                // Demonstrations at the same time are laboratories of their own.
                : outside("demo-" + ProcessHandle.current().pid());
    }

    /** Namespaces are root's on Linux. */
    private static boolean mayMakeHosts() {
        return Laboratory.current().isPresent()
                || System.getProperty("os.name").equals("Linux")
                        && System.getProperty("user.name").equals("root");
    }

    private int aix(String why) throws IOException {
        say("Showing two simulated AIX systems behind real SSH servers in this process" + why);
        try (AixFolder folder = AixFolder.create(keep);
                Controller controller = Controller.open(folder.home(), new FileSecrets(folder.credentials()))) {
            return new AixActs(folder, controller.relocator(), Common.caller(view()), screen()).run();
        }
    }

    private RelocationListener view() {
        return json ? new JsonView(System.out) : new HumanView(System.out, System.console() != null, verbose);
    }

    private Screen screen() {
        return new Screen(people(), json ? Optional.of(System.out) : Optional.empty());
    }

    /** Starts the hosts, and this program again where it can reach them. */
    private int outside(String name) throws IOException, InterruptedException {
        Laboratory laboratory = Laboratory.named(name);
        say("Looking whether this machine can do it …");
        Optional<Preflight> seen = preflight(laboratory);
        if (seen.isEmpty()) {
            return aix(": this machine cannot make real hosts, see the lines that begin with 'refuse'.");
        }
        Preflight preflight = seen.get();
        say(
                "Starting three hosts, a, b and c, as laboratory %s (the first time their root file system is built, about a minute) …"
                        .formatted(name));
        try {
            laboratory.up(Laboratory.Init.SYSTEMD, "a", "b", "c");
            // What needs the root file system could not be looked at before it was built.
            limitContainers(preflight.tells("containers") ? preflight : laboratory.preflight(false));
            return new ProcessBuilder(laboratory.controllerCommand(again()))
                    .inheritIO()
                    .start()
                    .waitFor();
        } finally {
            laboratory.down();
            say("The hosts are gone, and all they left.");
        }
    }

    private int inside(Laboratory laboratory) throws IOException {
        try (DemoFolder folder = DemoFolder.create(laboratory.lab(), keep);
                Controller controller = Controller.open(folder.home(), new FileSecrets(folder.credentials()))) {
            return new Demo(laboratory, folder, controller.relocator(), Common.caller(view()), screen())
                    .run(withoutContainers);
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
        if (json) {
            command.add("--json");
        }
        if (verbose) {
            command.add("--verbose");
        }
        if (!withoutContainers.isEmpty()) {
            command.add(WITHOUT + "=" + withoutContainers);
        }
        return command;
    }

    /** Looks whether this machine can do it, and shows what was seen; may ask on the terminal. Empty: it cannot. */
    private Optional<Preflight> preflight(Laboratory laboratory) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        laboratory.command(yes ? List.of("preflight", "--yes") : List.of("preflight")))
                .redirectInput(Redirect.INHERIT)
                .redirectError(Redirect.INHERIT)
                .start();
        StringBuilder seen = new StringBuilder();
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                say(line);
                seen.append(line).append('\n');
            }
        }
        int able = process.waitFor();
        if (able == CANNOT) {
            return Optional.empty();
        }
        if (able != 0) {
            throw new RelocationException(
                    ErrorCode.UNSUPPORTED, "the laboratory's preflight failed with status " + able);
        }
        return Optional.of(Preflight.parse(seen.toString()));
    }

    private void limitContainers(Preflight preflight) {
        if (withoutContainers.isEmpty()) {
            withoutContainers = preflight.limit("containers").orElse("");
        }
    }

    /** Where people read. */
    private PrintStream people() {
        return json ? System.err : System.out;
    }

    private void say(String text) {
        people().println(text);
    }
}
