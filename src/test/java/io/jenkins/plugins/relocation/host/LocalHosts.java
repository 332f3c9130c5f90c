// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** Hosts that are directories of this machine; their commands are run by a shell of choice. */
public final class LocalHosts implements HostAccess {
    private static final String KEY = "ssh-ed25519 AAAA";

    private final Path root;
    private final List<String> shell;
    private final List<Command> commands = new CopyOnWriteArrayList<>();

    /**
     * Makes hosts below a directory.
     *
     * @param shell what runs scripts instead of /bin/sh
     */
    public LocalHosts(Path root, List<String> shell) {
        this.root = root;
        this.shell = List.copyOf(shell);
    }

    /** The shells of this machine that the host script must work with: /bin/sh always, others where they are installed. */
    public static Stream<List<String>> shells() {
        Stream<List<String>> others = Stream.of(
                        List.of("/usr/bin/dash"),
                        List.of("/usr/bin/busybox", "sh"),
                        List.of("/usr/bin/ksh93"),
                        List.of("/usr/bin/mksh"))
                .filter(words -> Files.isExecutable(Path.of(words.get(0))));
        return Stream.concat(Stream.of(List.of("/bin/sh")), others);
    }

    public Host host(String name) {
        return new Host(
                name,
                "127.0.0.1",
                22,
                new Login("root", "none", Login.Become.NONE),
                List.of(KEY),
                "",
                List.of(),
                Limits.DEFAULT,
                new Transfer(Transfer.Path.CONTROLLER, ""),
                root.resolve(name + "/state").toString(),
                root.resolve(name + "/images").toString(),
                List.of());
    }

    public Leg leg(String run, long epoch) {
        Workload workload = new Workload(
                "app",
                "process",
                "a",
                Map.of("command", "/bin/app"),
                0,
                List.of(),
                "",
                List.of(),
                List.of(),
                Policy.DEFAULT);
        return new Leg(run, 1, epoch, workload, host("a"), host("b"), Leg.Way.OUT);
    }

    public Path state(String name) {
        return root.resolve(name + "/state");
    }

    /** Everything that was run. */
    public List<Command> commands() {
        return commands;
    }

    /** The words that run a command of a host here. */
    public List<String> words(Command command) {
        List<String> argv = new ArrayList<>(command.argv());
        if (argv.get(0).equals("/bin/sh")) {
            argv.remove(0);
            argv.addAll(0, shell);
        }
        return argv;
    }

    @Override
    public RemoteShell shell(Host host) {
        return new Shell(host);
    }

    @Override
    public void close() {}

    private final class Shell implements RemoteShell {
        private final Host host;

        Shell(Host host) {
            this.host = host;
        }

        @Override
        public Host host() {
            return host;
        }

        @Override
        public CommandResult run(Command command) {
            commands.add(command);
            return local().run(here(command));
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            commands.add(command);
            return local().stream(here(command), source, sink);
        }

        private Command here(Command command) {
            return new Command(words(command), command.input(), command.deadline(), command.asRoot());
        }

        private LocalCommand local() {
            return new LocalCommand(List.of("env", "PATH=" + root.resolve("bin") + ":" + System.getenv("PATH")));
        }

        @Override
        public boolean answers(Duration within) {
            return true;
        }

        @Override
        public void close() {}
    }
}
