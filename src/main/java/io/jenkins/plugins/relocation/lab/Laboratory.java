// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Real hosts made out of namespaces on this machine: a front of {@code lab.sh}.
 *
 * <p>Hosts are reachable only from the laboratory's controller namespace. A JVM that wants to talk to them is started
 * there with {@link #controllerCommand}, and finds itself again with {@link #current}.
 */
public final class Laboratory {
    private static final Duration QUICK = Duration.ofSeconds(60);
    private static final Duration BUILD = Duration.ofMinutes(15);

    /** What PID 1 of the hosts is. */
    public enum Init {
        SYSTEMD,
        SH
    }

    private final String name;
    private final Path cache;
    private final LabScript script;

    public Laboratory(String name, Path cache) {
        this.name = requireNonNull(name, "name is null");
        this.cache = requireNonNull(cache, "cache is null");
        script = new LabScript(cache);
    }

    /** Returns the laboratory of that name in the cache that the environment tells. */
    public static Laboratory named(String name) {
        return new Laboratory(name, LabScript.defaultCache(System.getenv()));
    }

    /** Returns the laboratory in whose controller namespace this JVM runs. */
    public static Optional<Laboratory> current() {
        return Optional.ofNullable(System.getenv("RELOCATION_LAB"))
                .map(Laboratory::named)
                .filter(Laboratory::insideController);
    }

    /** Checks this machine; installs missing Debian packages only when told so. */
    public Preflight preflight(boolean install) {
        List<String> arguments = install ? List.of("preflight", "--yes") : List.of("preflight");
        Outcome outcome = script.run(BUILD, arguments);
        if (outcome.exit() != 0 && outcome.exit() != 77) {
            throw failed(arguments, outcome);
        }
        return Preflight.parse(outcome.out());
    }

    /** Builds the hosts' root file system unless the cache has it; returns where it is. */
    public Path build(boolean install) {
        List<String> arguments = install ? List.of("build", "--yes") : List.of("build");
        return Path.of(run(BUILD, arguments).out().strip());
    }

    /** Starts the laboratory. It goes down with this JVM, at the latest. */
    public Lab up(Init init, String... hosts) {
        List<String> arguments = new ArrayList<>(List.of("up", "--name", name));
        arguments.addAll(List.of("--init", init.name().toLowerCase(Locale.ROOT)));
        arguments.addAll(
                List.of("--owner", Long.toString(ProcessHandle.current().pid())));
        arguments.addAll(Arrays.asList(hosts));
        run(BUILD, arguments);
        return lab();
    }

    /** Removes the laboratory and all it left; does nothing when there is nothing. */
    public void down() {
        run(QUICK, List.of("down", "--name", name));
    }

    /** Reads what is up. */
    public Lab lab() {
        return Lab.read(cache.resolve("run").resolve(name).resolve("lab.json"));
    }

    /** Runs a command in the controller's network namespace. */
    public Outcome exec(Duration deadline, String... command) {
        return script.run(deadline, controllerArguments(Arrays.asList(command)));
    }

    /** Runs a command as root inside a host, without SSH. */
    public Outcome host(String host, Duration deadline, String... command) {
        return script.run(deadline, hostArguments(host, command));
    }

    /** Writes a file inside a host, without SSH. */
    public void write(String host, String path, byte[] content, String mode) {
        List<String> arguments = hostArguments(
                host, "sh", "-c", "mkdir -p \"${1%/*}\" && cat >\"$1\" && chmod \"$2\" \"$1\"", "sh", path, mode);
        Outcome outcome = script.run(QUICK, arguments, content);
        if (!outcome.succeeded()) {
            throw failed(arguments, outcome);
        }
    }

    /** Installs a workload program that comes with the laboratory, such as {@code tree.py}; returns its path there. */
    public String installWorkload(String host, String workload) {
        String path = "/usr/local/bin/" + workload;
        write(host, path, LabScript.resource("workloads/" + workload), "755");
        return path;
    }

    /** Powers a host off abruptly: every process of it is gone, and what it had in memory. */
    public void kill(String host) {
        run(QUICK, List.of("kill", "--name", name, host));
    }

    /** Powers a host on again, with the disk it had. */
    public void boot(String host) {
        run(QUICK, List.of("boot", "--name", name, host));
    }

    /** Returns the command line that runs a command in the controller's network namespace. */
    public List<String> controllerCommand(List<String> command) {
        return script.command(controllerArguments(command));
    }

    /** Returns whether this JVM runs in the laboratory's controller namespace and so reaches its hosts. */
    public boolean insideController() {
        return insideController(System.getenv(), Path.of("/proc/self/ns/net"));
    }

    boolean insideController(Map<String, String> env, Path namespace) {
        if (!name.equals(env.get("RELOCATION_LAB"))) {
            return false;
        }
        try {
            String link = Files.readSymbolicLink(namespace).toString();
            return link.equals("net:[" + lab().controllerInode() + "]");
        } catch (IOException | LaboratoryException e) {
            return false;
        }
    }

    /** Returns the command line of {@code lab.sh} with these arguments, for whoever wants its terminal. */
    public List<String> command(List<String> arguments) {
        return script.command(arguments);
    }

    private List<String> controllerArguments(List<String> command) {
        List<String> arguments = new ArrayList<>(List.of("exec", "--name", name, "--"));
        arguments.addAll(command);
        return arguments;
    }

    private List<String> hostArguments(String host, String... command) {
        List<String> arguments = new ArrayList<>(List.of("host", "--name", name, host, "--"));
        arguments.addAll(Arrays.asList(command));
        return arguments;
    }

    private Outcome run(Duration deadline, List<String> arguments) {
        Outcome outcome = script.run(deadline, arguments);
        if (!outcome.succeeded()) {
            throw failed(arguments, outcome);
        }
        return outcome;
    }

    private static LaboratoryException failed(List<String> arguments, Outcome outcome) {
        return new LaboratoryException("'lab.sh %s' failed with %d: %s"
                .formatted(String.join(" ", arguments), outcome.exit(), outcome.lastWords()));
    }
}
