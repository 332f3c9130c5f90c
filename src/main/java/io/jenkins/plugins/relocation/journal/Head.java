// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How far a journal had got, signed: whoever keeps it outside of the controller can tell later whether lines were cut off or
 * rewritten.
 *
 * @param run id of the run
 * @param line number of the journal's line
 * @param hash hash of that line, 64 hexadecimal digits
 * @param key id of the key that signed, 16 hexadecimal digits
 * @param signature Ed25519 signature, base64url without padding
 */
public record Head(String run, long line, String hash, String key, String signature) {
    private static final Pattern PRINTED = Pattern.compile(
            "journal of ([A-Za-z0-9][A-Za-z0-9_.-]{0,62}): line ([1-9][0-9]{0,17}), hash ([0-9a-f]{64}), key ([0-9a-f]{16}), signature ([A-Za-z0-9_-]{86})(?![A-Za-z0-9_-])");

    public Head {
        requireNonNull(run, "run is null");
        require(run, line, hash, key, signature);
    }

    /** Refuses what is no head. */
    static void require(String run, long line, String hash, String key, String signature) {
        requireNonNull(hash, "hash is null");
        requireNonNull(key, "key is null");
        requireNonNull(signature, "signature is null");
        if (!PRINTED.matcher(print(run, line, hash, key, signature)).matches()) {
            throw new IllegalArgumentException(
                    "line %d of run %s, hash %s, key %s is no head of a journal".formatted(line, run, hash, key));
        }
    }

    /** The line that stands in logs. */
    public String printed() {
        return print(run, line, hash, key, signature);
    }

    /** The head in a text from a log, whatever stands before and after it; empty when there is none. */
    public static Optional<Head> find(String text) {
        Matcher found = PRINTED.matcher(text.replaceAll("\\s+", " "));
        return found.find()
                ? Optional.of(new Head(
                        found.group(1), Long.parseLong(found.group(2)), found.group(3), found.group(4), found.group(5)))
                : Optional.empty();
    }

    /** What is signed. */
    static byte[] signed(String run, long line, String hash) {
        return "relocation journal head 1\n%s\n%d\n%s\n"
                .formatted(run, line, hash)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String print(String run, long line, String hash, String key, String signature) {
        return "journal of %s: line %d, hash %s, key %s, signature %s".formatted(run, line, hash, key, signature);
    }
}
