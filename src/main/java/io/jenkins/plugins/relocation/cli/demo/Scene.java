// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What came out of one act of the demonstration, as it was seen from outside.
 *
 * @param act number of the act, from 1
 * @param name what was shown
 * @param connection what became of the client's connection
 * @param acknowledged how many counts the client was promised
 * @param value the count that the server has afterwards
 * @param longestGap longest time that the client waited for an answer
 * @param hosts where each workload runs afterwards
 * @param wrong what was not as it should be
 */
record Scene(
        int act,
        String name,
        Connection connection,
        long acknowledged,
        long value,
        Duration longestGap,
        Map<String, String> hosts,
        List<String> wrong) {
    /** What became of a client's connection. */
    enum Connection {
        /** The one connection that there ever was lives. */
        SURVIVED("survived"),
        /** It was closed by the move, as the inventory says; the client connected again. */
        REMADE("made again, as planned"),
        /** It should have survived and did not. */
        LOST("LOST");

        private final String words;

        Connection(String words) {
            this.words = words;
        }
    }

    Scene {
        hosts = Map.copyOf(hosts);
        wrong = List.copyOf(wrong);
    }

    /** One line of the table at the end. */
    String line() {
        return "   %d. %-42s %8d ms   %-22s  %s"
                .formatted(
                        act,
                        name,
                        longestGap.toMillis(),
                        connection.words,
                        value >= acknowledged
                                ? "all %,d there".formatted(acknowledged)
                                : "%,d of %,d LOST".formatted(acknowledged - value, acknowledged));
    }

    static String heading() {
        return "   %-45s %11s   %-22s  %s"
                .formatted("act", "longest gap", "client's connection", "counts acknowledged");
    }
}
