// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

/** What becomes of established TCP connections. */
public enum TcpPolicy {
    /** They go on: the workload's address moves along. */
    KEEP,
    /** They are closed on the target; clients connect again. */
    CLOSE,
    /** There must be none. */
    REFUSE
}
