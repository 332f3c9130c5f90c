// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.host.LocalCommand;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Hosts of a running laboratory, entered through their namespaces. */
final class LabHosts implements HostAccess {
    private final JsonNode lab;

    LabHosts(Path json) {
        try {
            this.lab = Json.mapper().readTree(json.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Host host(String name, Transfer.Path path) {
        return host(name, new Login("root", "lab", Login.Become.NONE), path);
    }

    Host host(String name, Login login) {
        return host(name, login, Transfer.Path.ONE_OFF_KEY);
    }

    private Host host(String name, Login login, Transfer.Path path) {
        JsonNode host = node(name);
        return new Host(
                name,
                host.get("address").asText(),
                host.get("port").asInt(),
                login,
                List.of(host.get("hostKey").asText()),
                "",
                List.of(),
                Limits.DEFAULT,
                new Transfer(path, ""),
                Host.STATE_DIR,
                Host.IMAGE_DIR,
                List.of());
    }

    /** Runs a program of the shell on a host and gives what it printed; it must succeed. */
    String sh(Host host, String program, String... arguments) {
        List<String> argv = new java.util.ArrayList<>(List.of("/bin/bash", "-s", "--"));
        argv.addAll(List.of(arguments));
        return shell(host)
                .run(Command.root(argv).within(Duration.ofSeconds(60)).reading(program))
                .orThrow(program)
                .text();
    }

    /** Installs a workload program that comes with the laboratory. */
    void install(Host host, String workload) {
        try (InputStream program = LabHosts.class.getResourceAsStream("/lab/workloads/" + workload)) {
            shell(host)
                    .run(Command.root(
                                    "/bin/sh", "-c", "cat >/usr/local/bin/$0 && chmod 755 /usr/local/bin/$0", workload)
                            .reading(program.readAllBytes()))
                    .orThrow("installing " + workload);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private JsonNode node(String name) {
        for (JsonNode host : lab.get("hosts")) {
            if (host.get("name").asText().equals(name)) {
                return host;
            }
        }
        throw new IllegalArgumentException("the laboratory has no host " + name);
    }

    @Override
    public RemoteShell shell(Host host) {
        String pid = node(host.name()).get("pid").asText();
        return new Shell(
                host,
                new LocalCommand(List.of(
                        "nsenter",
                        "-t",
                        pid,
                        "-m",
                        "-u",
                        "-i",
                        "-n",
                        "-p",
                        "-C",
                        "-r",
                        "-w",
                        "env",
                        "-i",
                        "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
                        "HOME=/root")));
    }

    @Override
    public void close() {}

    private record Shell(Host host, LocalCommand command) implements RemoteShell {
        @Override
        public CommandResult run(Command asked) {
            return command.run(asked);
        }

        @Override
        public CommandResult stream(Command asked, InputStream source, OutputStream sink) {
            return command.stream(asked, source, sink);
        }

        @Override
        public boolean answers(Duration within) {
            return true;
        }

        @Override
        public void close() {}
    }
}
