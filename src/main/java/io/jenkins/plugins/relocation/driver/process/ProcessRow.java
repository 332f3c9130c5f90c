// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import java.util.List;

/**
 * One process, as a host shows it.
 *
 * @param pid process id
 * @param parent id of its parent
 * @param group id of its process group
 * @param session id of its session
 * @param terminal number of its terminal; 0: none
 * @param state the kernel's letter: R, S, D, T, Z
 * @param start when it started, in clock ticks since boot; with the id it names the process for ever
 * @param residentPages pages of memory in use
 * @param name the kernel's short name
 * @param executable path of its executable; empty: not known
 * @param arguments its command line
 */
record ProcessRow(
        long pid,
        long parent,
        long group,
        long session,
        long terminal,
        char state,
        long start,
        long residentPages,
        String name,
        String executable,
        List<String> arguments) {
    ProcessRow {
        arguments = List.copyOf(arguments);
    }

    boolean zombie() {
        return state == 'Z' || state == 'X';
    }

    boolean frozen() {
        return state == 'T' || state == 't';
    }

    /** The command line on one line, or the name where there is none. */
    String commandLine() {
        return arguments.isEmpty() ? name : String.join(" ", arguments).strip();
    }

    /**
     * What it was started as: the first word of its command line. A process that has rewritten its command line, such as a
     * server that shows its address there, has one argument with blanks in it.
     */
    String program() {
        return arguments.isEmpty() ? "" : arguments.get(0).split(" ", 2)[0];
    }

    /** "PID START": names the process for ever. */
    String identity() {
        return pid + " " + start;
    }
}
