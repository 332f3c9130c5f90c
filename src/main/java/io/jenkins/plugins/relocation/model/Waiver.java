// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.regex.Pattern;

/**
 * A required check of a workload that somebody, by name, does not insist on. It is part of the plan, and of what is approved. Only
 * checks of which a driver says so can be waived, and only when they fail: what could not be found out is never waived.
 *
 * @param check id of the check: "compatible.back"
 * @param target host for which it holds; empty: any target
 * @param approver who has agreed
 * @param expires last day on which it holds, in UTC: "2026-12-31"
 * @param reason why, and where that can be read
 */
public record Waiver(String check, String target, String approver, String expires, String reason) {
    private static final Pattern CHECK = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+");
    private static final Pattern WORDS = Pattern.compile("[^\\p{Cntrl}]{3,200}");

    public Waiver {
        require("check", check, CHECK, "the id of a check, as in compatible.back");
        if (!requireNonNull(target, "target is null").isEmpty()) {
            Names.require("target of a waiver", target);
        }
        require("approver", approver, WORDS, "a name, 3 to 200 characters");
        require("reason", reason, WORDS, "3 to 200 characters");
        day(requireNonNull(expires, "expires is null"));
    }

    private static void require(String field, String value, Pattern pattern, String what) {
        if (!pattern.matcher(requireNonNull(value, field + " is null")).matches()) {
            throw new IllegalArgumentException(
                    "%s of a waiver is %s and not %s".formatted(field, Names.quote(value), what));
        }
    }

    private static LocalDate day(String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(
                    "expires of a waiver is %s and not a day, as in 2026-12-31".formatted(Names.quote(text)), e);
        }
    }

    /** Whether its last day is over. */
    @JsonIgnore
    public boolean isOver(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC).isAfter(day(expires));
    }

    /** Whether it is about this check of a move to that host. */
    @JsonIgnore
    public boolean isAbout(String otherCheck, String host) {
        return check.equals(otherCheck) && (target.isEmpty() || target.equals(host));
    }

    /** "waived by Jane Doe until 2026-12-31: CHG0031234". */
    public String describe() {
        return "waived by %s until %s: %s".formatted(approver, expires, reason);
    }
}
