// SPDX-License-Identifier: MIT
/**
 * AIX systems that cannot be had: a model of what the commands for workload partitions do and print, and a real SSH server in front of it. What was
 * captured from real systems and what is reconstructed stands in docs/simulators.md.
 */
package io.jenkins.plugins.relocation.simulator.aix;
