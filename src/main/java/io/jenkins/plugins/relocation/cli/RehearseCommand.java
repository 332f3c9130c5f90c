// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.rehearsal.Answers;
import io.jenkins.plugins.relocation.rehearsal.BuildResult;
import io.jenkins.plugins.relocation.rehearsal.ConsoleView;
import io.jenkins.plugins.relocation.rehearsal.Drill;
import io.jenkins.plugins.relocation.rehearsal.Prompt;
import io.jenkins.plugins.relocation.rehearsal.Rehearsal;
import io.jenkins.plugins.relocation.rehearsal.RehearsalListener;
import io.jenkins.plugins.relocation.rehearsal.RehearsalOptions;
import io.jenkins.plugins.relocation.rehearsal.RehearsalResult;
import io.jenkins.plugins.relocation.rehearsal.ScriptError;
import io.jenkins.plugins.relocation.rehearsal.TerminalPrompt;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = {
            "Runs a Jenkinsfile, declarative or scripted, without Jenkins, on the real hosts of its inventory.",
            "There is no sandbox: rehearse only what you would run yourself."
        })
final class RehearseCommand implements Callable<Integer> {
    private static final int BUILD_FAILED = 1;

    @Mixin
    private Common common;

    @Parameters(paramLabel = "JENKINSFILE")
    private Path jenkinsfile;

    @Option(
            names = {"-p", "--param"},
            paramLabel = "NAME=VALUE",
            description = "A build parameter.")
    private Map<String, String> parameters = new TreeMap<>();

    @Option(names = "--workspace", paramLabel = "DIR", description = "Default: the folder of the Jenkinsfile.")
    private Path workspace;

    @Option(
            names = "--plan-only",
            description = "Freeze nothing: plans and prechecks are real, what changes hosts is imitated.")
    private boolean planOnly;

    @Option(
            names = "--answer",
            paramLabel = "STAGE=proceed|abort",
            description =
                    "Answer of the inputs of a stage, as Approve=proceed or Approve=proceed@alice; * for all stages.")
    private List<String> replies = new ArrayList<>();

    @Option(
            names = "--fail",
            paramLabel = "step=NAME|stage=NAME",
            description = "Let a step or a stage fail, as step=verify, step=verify#2 (its second call) or stage=Move.")
    private List<String> failures = new ArrayList<>();

    @Option(
            names = "--library",
            paramLabel = "DIR",
            description = "Folder of a shared library, with vars, src or resources.")
    private List<Path> libraries = new ArrayList<>();

    @Option(
            names = "--env",
            paramLabel = "NAME=VALUE",
            description = "A variable that Jenkins would set, as BRANCH_NAME=main.")
    private Map<String, String> environment = new TreeMap<>();

    @Option(
            names = "--cause",
            paramLabel = "NAME",
            description = "Why the build runs, as TimerTriggerCause (default: UserIdCause).")
    private String cause = "UserIdCause";

    @Option(
            names = "--previous",
            paramLabel = "RESULT",
            description = "Result of the build before: ${COMPLETION-CANDIDATES} (default: there was none).")
    private BuildResult previous;

    @Option(names = "--answers", paramLabel = "FILE", description = "What commands and people say, as JSON or YAML.")
    private Path answers;

    @Option(names = "--allow-sh", description = "Really run sh steps on this machine.")
    private boolean allowShell;

    @Option(names = "--yes", description = "Agree to every input.")
    private boolean yes;

    @Option(
            names = "--limit",
            paramLabel = "DURATION",
            description = "Longest time of the build, as PT4H (default: 12 hours).")
    private Duration limit = RehearsalOptions.DEFAULT_LIMIT;

    @Override
    public Integer call() {
        try (Controller controller = common.controller()) {
            RehearsalListener view = common.json() ? new RehearsalJson(System.out) : new ConsoleView(System.out);
            RehearsalResult result =
                    new Rehearsal(controller.relocator(), view).run(jenkinsfile, options(), common.caller());
            return status(result);
        }
    }

    private RehearsalOptions options() {
        return new RehearsalOptions(
                Optional.ofNullable(workspace),
                parameters,
                answers == null ? Answers.NONE : Answers.read(answers),
                allowShell,
                yes,
                prompt(),
                limit,
                Optional.ofNullable(previous),
                new RehearsalOptions.Scene(libraries, environment, cause),
                drill());
    }

    private Drill drill() {
        return new Drill(
                planOnly,
                replies.stream().map(Drill.Reply::parse).toList(),
                failures.stream().map(Drill.Failure::parse).toList());
    }

    private Optional<Prompt> prompt() {
        return common.json() || System.console() == null
                ? Optional.empty()
                : Optional.of(new TerminalPrompt(
                        new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())), System.out));
    }

    private static int status(RehearsalResult result) {
        if (result.result() == BuildResult.SUCCESS) {
            return 0;
        }
        return result.error()
                .flatMap(ScriptError::code)
                .map(ErrorCode::exitStatus)
                .orElse(BUILD_FAILED);
    }
}
