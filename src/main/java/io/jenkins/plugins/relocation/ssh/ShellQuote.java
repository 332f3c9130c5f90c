// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static java.util.Objects.requireNonNull;

import java.util.Collection;
import java.util.stream.Collectors;

/**
 * Quotes words for a POSIX shell. The only place that does: nothing else may put text together that a shell reads.
 *
 * <p>Inside single quotes a POSIX shell takes every character as it is, line ends included, so that only the single
 * quote itself needs care.
 */
public final class ShellQuote {
    private ShellQuote() {}

    /**
     * One word that a POSIX shell reads as exactly this text.
     *
     * @throws IllegalArgumentException for text that no program can get as an argument: a NUL character, or half of a
     *     surrogate pair, which has no UTF-8 form
     */
    public static String word(String text) {
        requireNonNull(text, "text is null");
        if (text.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("a word of a command holds a NUL character");
        }
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new IllegalArgumentException("a word of a command holds half of a surrogate pair");
        }
        return "'" + text.replace("'", "'\\''") + "'";
    }

    /** The words as a shell reads them, separated by blanks. */
    public static String words(Collection<String> words) {
        return words.stream().map(ShellQuote::word).collect(Collectors.joining(" "));
    }
}
