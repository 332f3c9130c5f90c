// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tree of three processes that counts and holds memory: {@code tree.py}.
 *
 * @param name its files are /run/e2e-NAME.pid and /srv/e2e/NAME.log
 */
record Tree(Machines machines, String name, int port) {
    /** What must be the same before and after. */
    record State(String pids, String sum) {}

    /** Starts it in a session of its own that inherits nothing. */
    Tree start(String host, int mebibytes) {
        machines.laboratory.installWorkload(host, "tree.py");
        machines.sh(
                host,
                "mkdir -p /srv/e2e; cd /srv/e2e; setsid /usr/local/bin/tree.py \"$1\" \"/srv/e2e/$2.log\" --port \"$3\""
                        + " --pidfile \"/run/e2e-$2.pid\" </dev/null >/dev/null 2>&1 &",
                Integer.toString(mebibytes),
                name,
                Integer.toString(port));
        Machines.await(name + " answers on " + host, () -> machines.answers(host, port));
        return this;
    }

    State state(String host) {
        return new State(machines.ask(host, port, "PIDS"), machines.ask(host, port, "SUM"));
    }

    /** How often it has counted. */
    long count(String host) {
        return Long.parseLong(machines.ask(host, port, "PING").replace("PONG ", ""));
    }

    String rootPid(String host) {
        return machines.ask(host, port, "PIDS").split(" ")[1];
    }

    /** Expects that it runs on that host only, with this state and its pid file, and goes on counting. */
    void expectOn(String host, State state) {
        expectRunning(host, state);
        assertThat(machines.sh(host, "cat \"/run/e2e-$1.pid\"", name))
                .as("pid file")
                .isEqualTo(rootPid(host));
    }

    /** As {@link #expectOn}, for one that has no pid file. */
    void expectRunning(String host, State state) {
        assertThat(state(host)).isEqualTo(state);
        long seen = count(host);
        Machines.await(name + " goes on counting", () -> count(host) > seen);
        for (String other : Machines.NAMES) {
            if (!other.equals(host)) {
                assertThat(machines.answers(other, port))
                        .as(name + " answers on " + other)
                        .isFalse();
                assertThat(pids(other)).as(name + " on " + other).isEmpty();
            }
        }
    }

    /** Its processes on a host, whatever their state. */
    String pids(String host) {
        return machines.sh(host, "pgrep -f \"[/]usr/local/bin/tree.py .*/srv/e2e/$1.log\" || true", name);
    }
}
