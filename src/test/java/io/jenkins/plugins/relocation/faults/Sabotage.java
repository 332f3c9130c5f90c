// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.simulator.SimulatedHost;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;

/** Ways in which the product would be wrong. The observer has to find every one of them. */
enum Sabotage {
    NONE(Map.of()),
    /** Hosts do what anybody asks. */
    GUARD_IGNORED(Map.of()) {
        @Override
        void arrange(SimulatedHost host) {
            host.ignoreGuards();
        }
    },
    /** It is taken for granted that the copy never ran. */
    PERMIT_IGNORED(Map.of("revoke", "permit=void\n")),
    /** Supervisors are not told to leave the workload alone. */
    HOLD_DROPPED(Map.of("unit-hold", "", "hold", "auto=yes\n")) {
        @Override
        boolean concerns(Subject subject) {
            return subject.isSupervised();
        }
    },
    /** Nothing is removed. */
    CLEAN_UP_SKIPPED(Map.of("clean", "", "container-clean", "", "leg-clean", "", "key-drop", "")),
    /** What is about to be done is written down when it has been done. */
    JOURNAL_AFTER_THE_ACT(Map.of());

    private static final int SCRIPT = 7;

    private final Map<String, String> answers;

    Sabotage(Map<String, String> answers) {
        this.answers = answers;
    }

    void arrange(SimulatedHost host) {}

    /** Whether there is something of a subject that can be wrong so. */
    boolean concerns(Subject subject) {
        return true;
    }

    HostAccess wrap(HostAccess hosts) {
        return answers.isEmpty() ? hosts : new Wrapped(hosts, answers);
    }

    private record Wrapped(HostAccess hosts, Map<String, String> answers) implements HostAccess {
        @Override
        public RemoteShell shell(Host host) {
            return new Shell(hosts.shell(host), answers);
        }

        @Override
        public void close() {
            hosts.close();
        }
    }

    /** Answers some commands of the host script without having them run. */
    private record Shell(RemoteShell shell, Map<String, String> answers) implements RemoteShell {
        @Override
        public CommandResult run(Command command) {
            String name = command.argv().size() > SCRIPT ? command.argv().get(SCRIPT) : "";
            return answers.containsKey(name) ? new CommandResult(0, answers.get(name), "", false) : shell.run(command);
        }

        @Override
        public Host host() {
            return shell.host();
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            return shell.stream(command, source, sink);
        }

        @Override
        public boolean answers(Duration within) {
            return shell.answers(within);
        }

        @Override
        public void close() {
            shell.close();
        }
    }
}
