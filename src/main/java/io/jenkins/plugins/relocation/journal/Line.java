// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jenkins.plugins.relocation.model.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/**
 * One line of a journal.
 *
 * @param v version of the format, {@link #VERSION}
 * @param seq 1 for the first line
 * @param at time of day on the controller
 * @param prev hash of the line before; 64 zeroes for the first
 * @param entry what happened
 * @param hash SHA-256 of the canonical form of this line with an empty hash
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record Line(int v, long seq, Instant at, String prev, Entry entry, String hash) {
    /** The version of the format that this code writes and reads. */
    public static final int VERSION = 1;
    /** What stands before the first line. */
    public static final String START = "0".repeat(64);

    /** The next line of a chain. */
    static Line after(String prev, long seq, Instant at, Entry entry) {
        Line open = new Line(VERSION, seq, at, prev, entry, "");
        return new Line(VERSION, seq, at, prev, entry, Json.sha256(Json.canonical(open)));
    }

    /** Whether a line of text has the hash that it names; the text counts, not what this version would write. */
    boolean intact(String text) {
        String open = text.replace("\"hash\":\"" + hash + "\"", "\"hash\":\"\"");
        return !open.equals(text)
                && Json.sha256(open.getBytes(StandardCharsets.UTF_8)).equals(hash);
    }
}
