// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.EngineSettings;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.engine.StopSignal;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Options that all commands share. */
final class Common {
    @Option(
            names = "--home",
            paramLabel = "DIR",
            description = "Where plans and journals are kept (default: $RELOCATION_HOME or ~/.relocation).")
    private Path home;

    @Option(
            names = "--credentials",
            paramLabel = "FILE",
            description = "What credentials ids mean (default: credentials.yaml in the home).")
    private Path credentials;

    @Option(
            names = "--patience",
            paramLabel = "DURATION",
            description = "How long a host that does not answer is asked again, as PT30S (default: 1 minute).")
    private Duration patience = EngineSettings.DEFAULT.patience();

    @Option(names = "--json", description = "Print one JSON object a line, for machines.")
    private boolean json;

    @Option(
            names = {"-v", "--verbose"},
            description = "Tell more: every act, every check that passed.")
    private boolean verbose;

    /** The controller's home. */
    Path home() {
        if (home != null) {
            return home;
        }
        String fromEnvironment = System.getenv("RELOCATION_HOME");
        return fromEnvironment == null || fromEnvironment.isBlank()
                ? Path.of(System.getProperty("user.home"), ".relocation")
                : Path.of(fromEnvironment);
    }

    Path credentials() {
        return credentials == null ? home().resolve("credentials.yaml") : credentials;
    }

    boolean json() {
        return json;
    }

    boolean verbose() {
        return verbose;
    }

    /** What hears the engine's events and writes them to {@code out}. */
    RelocationListener view(PrintStream out) {
        return json ? new JsonView(out) : new HumanView(out, System.console() != null, verbose);
    }

    /** The engine, with its files in the home. */
    Controller controller() {
        return Controller.open(
                home(),
                new FileSecrets(credentials()),
                new EngineSettings(patience, EngineSettings.DEFAULT.retryPause()));
    }

    /** This process as the one who asks, writing events to standard output. */
    Caller caller() {
        return caller(view(System.out));
    }

    /** This process as the one who asks; an interrupt from the keyboard settles instead of killing. */
    static Caller caller(RelocationListener view) {
        StopSignal stop = new StopSignal();
        Interrupts.settle(stop, System.err);
        return new Caller(who(), view, stop);
    }

    /** Who asks: the account that runs this process. */
    static String who() {
        return System.getProperty("user.name");
    }
}
