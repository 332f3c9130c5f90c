// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

/** States of a workload partition, with the letter that tables show and the word that {@code lswpar -L} shows. */
public enum WparState {
    DEFINED("D", "Defined"),
    LOADED("L", "Loaded"),
    ACTIVE("A", "Active"),
    FROZEN("F", "Frozen"),
    PAUSED("P", "Paused"),
    MAINTENANCE("m", "Maintenance"),
    MOVING("M", "Moving"),
    TRANSITIONAL("T", "Transitional"),
    BROKEN("B", "Broken");

    private final String letter;
    private final String word;

    WparState(String letter, String word) {
        this.letter = letter;
        this.word = word;
    }

    public String letter() {
        return letter;
    }

    public String word() {
        return word;
    }
}
