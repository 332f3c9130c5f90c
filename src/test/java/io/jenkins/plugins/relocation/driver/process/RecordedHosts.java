// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Hosts that answer with what was recorded, by the first word that they are asked; others do not answer at all. */
final class RecordedHosts implements HostAccess {
    private final Map<String, CommandResult> answers = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    /** Lets a host answer a question. */
    RecordedHosts answer(Host host, String question, String out) {
        answers.put(host.name() + " " + question, new CommandResult(0, out, "", false));
        return this;
    }

    /** The questions so far: host and first word. */
    List<String> asked() {
        return asked;
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
            String question = command.argv().get(3);
            asked.add(host.name() + " " + question);
            CommandResult answer = answers.get(host.name() + " " + question);
            if (answer == null) {
                throw new RelocationException(
                        ErrorCode.HOST_UNREACHABLE, "host %s does not answer".formatted(host.name()));
            }
            return answer;
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            throw new UnsupportedOperationException("nothing is sent here");
        }

        @Override
        public boolean answers(Duration within) {
            return answers.keySet().stream().anyMatch(key -> key.startsWith(host.name() + " "));
        }

        @Override
        public void close() {}
    }
}
