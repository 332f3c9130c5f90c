// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.util.List;

/** What is moved: it runs on one host at a time, and can tell whether it is still what it was. */
interface Work extends AutoCloseable {
    /** Names of its processes, as files and inventories call them. */
    List<String> names();

    /** Process id of the process of that name; it stays the same wherever it runs. */
    long pid(String name);

    /** Port on which it listens on TCP; 0: on none. */
    int tcpPort();

    /** Options that CRIU needs for it. */
    String criuOptions();

    /** Settings of the process driver for it, in YAML. */
    String driverSettings(String name);

    /** Host that it runs on. */
    String host();

    /** Begins to look for gaps. */
    void watch();

    /** Says that it has been moved; ends the watch. Returns what is wrong with it, or nothing. */
    String arrived(String host);

    /** Longest time in ms for which one of the processes did not run, by their own logs; -1: they keep none. */
    double selfGapMs();

    /** When that time began, in ms since the epoch; 0: not known. */
    double stoppedAtMs();

    /** Longest time in ms in which the client outside got no answer. */
    double clientGapMs();

    /** Sum of the processes' gaps. */
    double sumOfGapsMs();

    /** Ends the processes, wherever they are. */
    @Override
    void close();
}
