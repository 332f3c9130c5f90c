// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Runs commands of the host script. The script is put on a host when it is needed there first, under the digest of its
 * content, and is never written again while it is there.
 */
public final class HostScript {
    private static final int BUSY = 75;
    private static final int STALE = 76;

    /** The host cannot reach what would decide: nothing is known, as when the host itself does not answer. */
    public static final int SILENT = 77;

    /** What uname says there. */
    private static final String AIX = "AIX";

    private static final Duration UPLOAD = Duration.ofSeconds(60);
    private static final String END = "RELOCATION_END_OF_LIST";

    private final HostAccess access;
    private final ScriptBundle bundle;
    private final Map<String, String> installed = new ConcurrentHashMap<>();

    /** For Linux hosts, and, in all that is not about a technology of Linux, for AIX: a host says itself what it is. */
    public HostScript(HostAccess access) {
        this(access, ScriptBundle.packed());
    }

    private HostScript(HostAccess access, ScriptBundle bundle) {
        this.access = requireNonNull(access, "access is null");
        this.bundle = bundle;
    }

    /** For AIX hosts only. */
    public static HostScript aix(HostAccess access) {
        return new HostScript(access, ScriptBundle.aix());
    }

    /**
     * Runs a command of the script.
     *
     * @throws RelocationException with {@link ErrorCode#BUSY} when somebody else has the guard or the host has seen a newer
     *     epoch, {@link ErrorCode#HOST_FAILED} with what the command said when it failed
     */
    public CommandResult run(Leg leg, Leg.End end, Call call) {
        return run(leg.host(end), Identity.of(leg), call);
    }

    /** Runs a command of the script that changes nothing, whatever its exit status is. */
    CommandResult run(Host host, Identity identity, Call call) {
        CommandResult result = attempt(host, identity, call);
        if (result.succeeded()) {
            return result;
        }
        throw new RelocationException(
                code(result.status()),
                "%s of workload %s on host %s failed with status %d: %s"
                        .formatted(call.command(), identity.workload(), host.name(), result.status(), said(result)));
    }

    private static ErrorCode code(int status) {
        return switch (status) {
            case BUSY, STALE -> ErrorCode.BUSY;
            case SILENT -> ErrorCode.HOST_UNREACHABLE;
            default -> ErrorCode.HOST_FAILED;
        };
    }

    /**
     * Runs a command that is about no workload and asks no guard.
     *
     * @throws RelocationException with {@link ErrorCode#HOST_FAILED} with what the command said when it failed
     */
    public CommandResult measure(Host host, Call call) {
        return run(host, Identity.nobody("link"), call);
    }

    /** The command line of a command, for a channel of its own. */
    public Command command(Leg leg, Leg.End end, Call call) {
        Host host = leg.host(end);
        return command(path(access.shell(host)), host, Identity.of(leg), call);
    }

    /**
     * Looks at a host without leaving anything there: the functions that only look travel with the question.
     *
     * @param function a function of relocation-look.sh and its arguments
     * @param list what the function reads from standard input
     */
    public CommandResult look(Host host, List<String> function, List<String> list, Duration deadline) {
        return look(host, "", function, list, deadline);
    }

    /**
     * The same, for who has asked this host before.
     *
     * @param known the host's token as it was then: what lasts as long as that is left out; empty: nothing is known
     */
    public CommandResult look(Host host, String known, List<String> function, List<String> list, Duration deadline) {
        StringBuilder program = new StringBuilder(bundle.look()).append('\n');
        program.append("KNOWN='").append(known.replaceAll("[^0-9a-zA-Z.-]", "")).append("'\n");
        program.append("\"$@\" <<'").append(END).append("'\n");
        list.forEach(line -> program.append(line.replace('\n', '?')).append('\n'));
        program.append(END).append('\n');
        List<String> argv = new ArrayList<>(List.of("/bin/sh", "-s", "--"));
        argv.addAll(function);
        return access.shell(host).run(Command.root(argv).within(deadline).reading(program.toString()));
    }

    /** What relocations have left on a host; leaves nothing there itself. */
    CommandResult leftovers(Host host, Duration deadline) {
        List<String> argv =
                List.of("/bin/sh", "-s", "--", "janitor_look", host.stateDir(), host.imageDir(), bundle.digest());
        return access.shell(host)
                .run(Command.root(argv).within(deadline).reading(bundle.leftovers() + "\n\"$@\" </dev/null\n"));
    }

    /** Under which name this version of the script is on hosts. */
    String digest() {
        return bundle.digest();
    }

    private CommandResult attempt(Host host, Identity identity, Call call) {
        RemoteShell shell = access.shell(host);
        CommandResult result = shell.run(command(path(shell), host, identity, call));
        if (result.status() == 2 || result.status() == 127) {
            // The shell could not open the script: somebody removed it since it was put there.
            installed.remove(key(host));
            result = shell.run(command(path(shell), host, identity, call));
        }
        return result;
    }

    private static Command command(String path, Host host, Identity identity, Call call) {
        List<String> argv = new ArrayList<>(List.of("/bin/sh", path, host.stateDir()));
        argv.addAll(identity.words());
        argv.add(call.command());
        argv.addAll(call.arguments());
        return Command.root(argv).within(call.deadline()).reading(call.bytes());
    }

    private String path(RemoteShell shell) {
        return installed.computeIfAbsent(key(shell.host()), key -> install(shell)) + "/" + ScriptBundle.MAIN;
    }

    private static String key(Host host) {
        return host.name() + ":" + host.stateDir();
    }

    private String install(RemoteShell shell) {
        CommandResult seen = digest(shell, bundle);
        ScriptBundle right = seen.out().startsWith(AIX) ? ScriptBundle.aix() : bundle;
        if (right != bundle) {
            seen = digest(shell, right);
        }
        String directory = directory(shell, right);
        if (!right.isWhole(seen)) {
            shell.run(Command.root("/bin/sh", "-s").within(UPLOAD).reading(right.installer(directory)))
                    .orThrow("putting the host script into %s on host %s"
                            .formatted(directory, shell.host().name()));
            if (!right.isWhole(digest(shell, right))) {
                throw new RelocationException(
                        ErrorCode.HOST_FAILED,
                        "the host script in %s on host %s is not what was sent: is the file system full?"
                                .formatted(directory, shell.host().name()));
            }
        }
        return directory;
    }

    private static String directory(RemoteShell shell, ScriptBundle which) {
        return "%s/bin/%s".formatted(shell.host().stateDir(), which.digest());
    }

    private static CommandResult digest(RemoteShell shell, ScriptBundle which) {
        return shell.run(Command.root(which.digestCommand(directory(shell, which))));
    }

    private static String said(CommandResult result) {
        String said = result.err().isBlank() ? result.out() : result.err();
        return said.strip().replace("relocation: ", "").replace('\n', ';');
    }
}
