// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.time.Duration;

/**
 * Limits of the connections to one host.
 *
 * @param connect for reaching the SSH port
 * @param login for the whole of connecting and logging in, jump hosts included
 * @param keepAlive silence after which the host is asked whether it is still there
 * @param keepAliveMisses unanswered questions after which the connection counts as dropped, 1 or more
 * @param maxOutput bytes kept of standard output and of standard error, each; the rest is read and dropped
 * @param commands commands at once on one host, 1 or more; further ones wait
 */
public record SshLimits(
        Duration connect, Duration login, Duration keepAlive, int keepAliveMisses, int maxOutput, int commands) {
    /** 10 s to connect, 30 s to log in, 3 questions 15 s apart, 4 MiB of output, 8 commands at once. */
    public static final SshLimits DEFAULT = new SshLimits(
            Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(15), 3, 4 * 1024 * 1024, 8);

    private static final long LONGEST_MILLIS = 24L * 60 * 60 * 1000;

    public SshLimits {
        requireTime("connect", connect);
        requireTime("login", login);
        requireTime("keepAlive", keepAlive);
        if (keepAliveMisses < 1 || maxOutput < 1 || commands < 1) {
            throw new IllegalArgumentException("keepAliveMisses %d, maxOutput %d and commands %d must be 1 or more"
                    .formatted(keepAliveMisses, maxOutput, commands));
        }
    }

    private static void requireTime(String field, Duration value) {
        if (value.toMillis() < 1 || value.toMillis() > LONGEST_MILLIS) {
            throw new IllegalArgumentException("%s %s is not between 1 ms and one day".formatted(field, value));
        }
    }
}
