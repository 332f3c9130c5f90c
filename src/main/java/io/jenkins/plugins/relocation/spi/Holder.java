// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

import java.util.regex.Pattern;

/**
 * Who holds a guard, in words for whoever is refused: "alice@ops1". Comes from outside, also from hosts: what cannot stand in a
 * guard file, a log line and a shell word is replaced.
 *
 * @param words at most 100 letters, digits, blanks and {@code . _ @ # : / + -}; empty: not known
 */
public record Holder(String words) {
    private static final Pattern ODD = Pattern.compile("[^A-Za-z0-9 ._@#:/+-]");
    private static final int LONGEST = 100;

    /** Nobody knows who. Comes after what it is made with. */
    public static final Holder UNKNOWN = new Holder("");

    public Holder {
        String plain = ODD.matcher(requireNonNull(words, "words is null"))
                .replaceAll("_")
                .strip();
        words = plain.length() > LONGEST ? plain.substring(0, LONGEST).strip() : plain;
    }

    /** Somebody who works with a controller; the name of the controller is never cut off. */
    public static Holder of(String who, String controller) {
        String at = "@" + new Holder(controller).words();
        String person = new Holder(who).words();
        int room = Math.max(0, LONGEST - at.length());
        return new Holder(person.substring(0, Math.min(room, person.length())) + at);
    }

    /** " of alice@ops1", or nothing. */
    public String of() {
        return words.isEmpty() ? "" : " of " + words;
    }
}
