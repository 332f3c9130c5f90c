// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

/**
 * What a dump has saved, in the memory of a host.
 *
 * @param app whose it is
 * @param pid process id that it had
 * @param count its state
 */
record Image(App app, int pid, long count) {}
