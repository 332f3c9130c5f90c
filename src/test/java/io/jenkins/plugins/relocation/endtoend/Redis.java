// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

/** A Redis with data and no disk: what it holds is its memory alone. */
record Redis(Machines machines) {
    static final int PORT = 6379;
    static final int KEYS = 100_000;
    static final String WORKLOAD =
            """
            driver: process, host: %s, settings: {pidFile: /run/e2e-redis.pid, tcp: close}, \
            probes: [{type: line, port: 6379, send: PING, expect: +PONG, interval: 50ms, within: 10s}]""";

    private static final String DIGEST =
            "local h = '' for i = 0, 99999 do h = redis.sha1hex(h .. redis.call('GET', 'key:' .. i)) end return h";

    /** What must be the same before and after. */
    record State(String pid, String digest) {}

    Redis start(String host) {
        machines.sh(
                host,
                "mkdir -p /srv/e2e; cd /srv/e2e; setsid redis-server --bind 0.0.0.0 --protected-mode no --port 6379 --save ''"
                        + " --dir /srv/e2e --pidfile /run/e2e-redis.pid --enable-debug-command yes </dev/null >/srv/e2e/redis.log 2>&1 &");
        Machines.await("Redis answers on " + host, () -> machines.answers(host, PORT));
        assertThat(machines.ask(host, PORT, "DEBUG POPULATE %d key 900".formatted(KEYS)))
                .isEqualTo("+OK");
        return this;
    }

    /** Its process id, and a digest over the values of all keys that were put there. */
    State state(String host) {
        return new State(
                machines.sh(host, "pgrep -x redis-server"), machines.sh(host, "redis-cli eval \"$1\" 0", DIGEST));
    }
}
