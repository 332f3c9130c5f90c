// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator;

/** Is asked before each step of whatever a simulated host does: a place where it may be disturbed. */
@FunctionalInterface
public interface StepListener {
    /**
     * A step is about to be taken. May change the world, such as by {@link SimulatedHost#crash}.
     *
     * @param host the host's name
     * @param step what is about to be done: "freeze: hand over"
     * @throws Interrupted to kill what is taking the step, before the step has any effect
     */
    void before(String host, String step);
}
