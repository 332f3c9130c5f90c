// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;

/** {@code relocation}: moves running workloads off machines that need maintenance. */
@Command(
        name = "relocation",
        mixinStandardHelpOptions = true,
        versionProvider = Main.Version.class,
        description = "Moves running workloads off machines that need maintenance: planned, verified, undoable.",
        subcommands = {
            PlanCommand.class,
            PrecheckCommand.class,
            RunCommand.class,
            CheckpointCommand.class,
            RelocateCommand.class,
            VerifyCommand.class,
            RollbackCommand.class,
            StatusCommand.class,
            RecoverCommand.class,
            ResolveCommand.class,
            TakeOverCommand.class,
            JanitorCommand.class,
            InventoryCommand.class,
            JournalCommand.class,
            RehearseCommand.class,
            LabCommand.class,
            DemoCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main implements Runnable {
    private static final int UNEXPECTED = 1;

    @CommandLine.Spec
    private CommandLine.Model.CommandSpec spec;

    /** Runs a command and ends the process with its exit status. */
    public static void main(String[] args) {
        writeUtf8();
        int status = run(args);
        Interrupts.settled(status);
        System.exit(status);
    }

    /** What is written holds arrows and names of any script; without a locale Java would write question marks. */
    private static void writeUtf8() {
        if (Charset.defaultCharset().equals(StandardCharsets.US_ASCII)) {
            System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8));
            System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        }
    }

    /** Runs a command; returns its exit status. */
    static int run(String... args) {
        // Its warnings about odd arguments show class names; what is wrong with them we say ourselves.
        CommandLine.tracer().setLevel(CommandLine.TraceLevel.OFF);
        CommandLine line = new CommandLine(new Main());
        // Everything behind "lab VERB" is for lab.sh, as it is.
        line.getSubcommands().get("lab").setStopAtPositional(true);
        return line.setExecutionExceptionHandler((e, failed, parsed) -> report(e, failed.getErr()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    private static int report(Exception e, PrintWriter err) {
        if (e instanceof RelocationException known) {
            err.println("relocation: " + known.getMessage());
            return known.code().exitStatus();
        }
        if (e instanceof IllegalArgumentException) {
            err.println("relocation: " + e.getMessage());
            return ErrorCode.BAD_INPUT.exitStatus();
        }
        err.println("relocation: unexpected error, please report it with the lines below");
        e.printStackTrace(err);
        return UNEXPECTED;
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Main.class.getPackage().getImplementationVersion();
            return new String[] {"relocation " + (version == null ? "(not packaged)" : version)};
        }
    }
}
