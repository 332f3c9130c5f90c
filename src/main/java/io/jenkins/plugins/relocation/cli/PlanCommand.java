// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.model.Thresholds;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.planner.PlanFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
        name = "plan",
        mixinStandardHelpOptions = true,
        description = "Makes a plan: looks at hosts, changes nothing on them.")
final class PlanCommand implements Callable<Integer> {
    @Mixin
    private Common common;

    @Option(
            names = {"-i", "--inventory"},
            required = true,
            paramLabel = "FILE",
            description = "The inventory.")
    private Path inventory;

    @ArgGroup(multiplicity = "1")
    private GoalOptions goal;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Also write the plan to a file, for review.")
    private Path output;

    /** Exactly one of these is given. */
    static final class GoalOptions {
        @Option(names = "--evacuate", paramLabel = "HOST", description = "Empty these hosts.")
        private List<String> evacuate = new ArrayList<>();

        @Option(names = "--move", paramLabel = "WORKLOAD=HOST", description = "Move these workloads there.")
        private Map<String, String> moves = new TreeMap<>();

        @Option(names = "--return-home", paramLabel = "RUN", description = "Bring back what a run moved.")
        private String returnHome = "";

        @ArgGroup(exclusive = false)
        private BalanceOptions balance = new BalanceOptions();
    }

    /** What belongs to one of the goals only. */
    static final class BalanceOptions {
        @Option(
                names = "--balance",
                required = true,
                paramLabel = "HOST",
                description = "Relieve those of these hosts that have too much to do.")
        private List<String> hosts = new ArrayList<>();

        @Option(
                names = "--cpu",
                paramLabel = "PERCENT",
                description = "For --balance: processors may be that busy (default: 80).")
        private int cpu = Thresholds.DEFAULT.cpuPercent();

        @Option(
                names = "--memory",
                paramLabel = "PERCENT",
                description = "For --balance: so much memory may be used (default: 90).")
        private int memory = Thresholds.DEFAULT.memoryPercent();

        @Option(
                names = "--minutes",
                paramLabel = "N",
                description = "For --balance: the load is averaged over that time, 1 to 60 (default: 10).")
        private int minutes = Thresholds.DEFAULT.minutes();

        @Option(
                names = "--gain",
                paramLabel = "POINTS",
                description =
                        "For --balance: a move has to bring the two hosts that it is between together by so much (default: 10).")
        private int gain = Thresholds.DEFAULT.gainPercent();
    }

    @Override
    public Integer call() throws IOException {
        PrintStream out = System.out;
        try (Controller controller = common.controller()) {
            PlanParameters parameters = new PlanParameters(
                    inventory.toString(),
                    goal.evacuate,
                    goal.moves,
                    goal.returnHome,
                    goal.balance.hosts,
                    goal.balance.cpu,
                    goal.balance.memory,
                    goal.balance.minutes,
                    goal.balance.gain);
            PlanResult result = controller.relocator().plan(parameters, Inputs.text(inventory), common.caller());
            if (output != null) {
                Files.writeString(
                        output, PlanFile.write(controller.relocator().store().plan(result.id())));
            }
            if (!common.json()) {
                out.printf("plan %s, digest %s%n", result.id(), result.digest());
            }
            return 0;
        }
    }
}
