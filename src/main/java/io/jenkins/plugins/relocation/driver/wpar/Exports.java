// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import java.util.Arrays;
import java.util.List;

/** What an NFS server exports, as {@code showmount -e} told a host. */
final class Exports {
    private Exports() {}

    /** Whether the server answered that host. */
    static boolean told(Report report, String server) {
        return report.has("exports." + server) && AixReadings.succeeded(report, "exports." + server);
    }

    /**
     * Whether a path is exported to a host, or to everybody.
     *
     * @param names names of the host
     */
    static boolean has(Report report, String server, String path, List<String> names) {
        return report.lines("exports." + server).stream()
                .map(line -> line.strip().split("\\s+", 2))
                .filter(words -> words.length == 2 && words[0].startsWith("/"))
                .filter(words -> path.equals(words[0]) || path.startsWith(words[0].replaceAll("/$", "") + "/"))
                .flatMap(words -> Arrays.stream(words[1].split("[,\\s]+")))
                .anyMatch(host -> List.of("(everyone)", "*").contains(host)
                        || names.stream().anyMatch(name -> sameHost(name, host)));
    }

    /** A name with its domain and one without are taken for the same host. */
    private static boolean sameHost(String one, String other) {
        return one.equalsIgnoreCase(other)
                || one.split("\\.")[0].equalsIgnoreCase(other)
                || other.split("\\.")[0].equalsIgnoreCase(one);
    }
}
