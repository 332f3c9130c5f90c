// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.lab.Laboratory;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(
        name = "lab",
        mixinStandardHelpOptions = true,
        subcommands = LabAixCommand.class,
        description = {
            "Real hosts out of namespaces on this machine, to try things.",
            "preflight [--yes]           can this machine do it?",
            "build [--yes]               make the hosts' root file system (cached)",
            "up [--name LAB] HOST…       start hosts",
            "status [--json]             what is up, what is left",
            "exec [--name LAB] -- CMD…   run a command where the hosts can be reached",
            "host [--name LAB] HOST -- CMD…  run a command inside a host",
            "kill|boot [--name LAB] HOST power a host off abruptly, or on again",
            "down [--name LAB] | --all   stop hosts and remove what they left",
            "aix [--speed N]             two simulated AIX systems, without root, until Ctrl-C"
        })
final class LabCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "WORD", description = "What lab.sh is to do.")
    private List<String> words = new ArrayList<>();

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (words.isEmpty()) {
            spec.commandLine().usage(System.out);
            return 0;
        }
        return new ProcessBuilder(Laboratory.named("lab").command(words))
                .inheritIO()
                .start()
                .waitFor();
    }
}
