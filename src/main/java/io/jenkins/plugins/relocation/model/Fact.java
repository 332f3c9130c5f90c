// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * A condition that a plan rests on. It is a condition and not a reading, so that a plan does not drift by itself.
 *
 * @param host name of the host it is about
 * @param reading which reading of the host it looks at, "criu.version"; may end in a workload's name after a colon
 * @param relation how the reading must relate to {@code value}
 * @param value what it is compared with
 */
public record Fact(String host, String reading, Relation relation, String value) {
    private static final int LONG = 100;

    /** How a reading is compared. */
    public enum Relation {
        /** The same text. */
        @JsonProperty("=")
        EQUAL("="),
        /** A whole number at least as large. */
        @JsonProperty(">=")
        AT_LEAST(">="),
        /** A dotted version at least as new. */
        @JsonProperty("version >=")
        VERSION_AT_LEAST(">="),
        /** Every blank-separated word of the value is among the reading's words. */
        @JsonProperty("has")
        HAS("has");

        private final String sign;

        Relation(String sign) {
            this.sign = sign;
        }
    }

    public Fact {
        Names.require("host", host);
        requireNonNull(reading, "reading is null");
        requireNonNull(relation, "relation is null");
        requireNonNull(value, "value is null");
    }

    /** The condition on one line for people; a long list of words is counted, not shown. */
    public String describe() {
        String shown = relation == Relation.HAS && value.length() > LONG
                ? "%d words (%s…)"
                        .formatted(value.strip().split("\\s+").length, value.substring(0, value.indexOf(' ') + 1))
                : value;
        return "%s on %s %s %s".formatted(reading, host, relation.sign, shown);
    }
}
