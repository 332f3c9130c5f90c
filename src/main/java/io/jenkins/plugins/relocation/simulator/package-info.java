// SPDX-License-Identifier: MIT
/**
 * Hosts that do not exist: a model of what our own host script does on Linux hosts, in simulated time, for trying out what
 * happens when anything fails at any moment. See {@link io.jenkins.plugins.relocation.simulator.World} for what it leaves out.
 */
package io.jenkins.plugins.relocation.simulator;
