// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody probably meant when a word is not one of those that are known. */
public final class Nearest {
    private static final int LONGEST = 64;

    private Nearest() {}

    /** The known word that is most like the one seen, when one is like it at all; of equals the alphabetically first. */
    public static Optional<String> among(String seen, Collection<String> known) {
        String wanted = plain(seen);
        if (wanted.isEmpty() || wanted.length() > LONGEST) {
            return Optional.empty();
        }
        // Of two letters every other word of two letters is half right.
        int allowed = wanted.length() / 3;
        return known.stream()
                .filter(word -> distance(wanted, plain(word)) <= allowed)
                .min(Comparator.<String>comparingInt(word -> distance(wanted, plain(word)))
                        .thenComparing(Comparator.naturalOrder()));
    }

    /** A sentence part for an error message: "did you mean b, of a, b, c", or only the known words in their order. */
    public static String hint(String seen, Collection<String> known) {
        String all = known.isEmpty() ? "none are known" : "known: " + String.join(", ", known);
        return among(seen, known)
                        .map(word -> "did you mean %s? ".formatted(word))
                        .orElse("")
                + all;
    }

    // Case and separators are what people get wrong most, and say nothing about what they meant.
    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replaceAll("[-_ ]", "");
    }

    /** Insertions, deletions, replacements and exchanges of neighbours that make one text out of the other. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                cost[i][j] = i == 0 || j == 0 ? i + j : cheapest(a, b, i, j, cost);
            }
        }
        return cost[a.length()][b.length()];
    }

    private static int cheapest(String a, String b, int i, int j, int[][] cost) {
        int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        int best = Math.min(replace, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        boolean exchanged = i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
        return exchanged ? Math.min(best, cost[i - 2][j - 2] + 1) : best;
    }
}
