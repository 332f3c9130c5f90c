// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Compares dotted versions by their numbers: "4.2" equals "4.2.0", and what follows the numbers ("-rc1", "+deb13-amd64")
 * does not count, because what it means differs from program to program.
 */
final class Versions {
    private static final Pattern NUMBERS =
            Pattern.compile("v?([0-9]{1,18}(?:\\.[0-9]{1,18}){0,9})(?![0-9]).*", Pattern.DOTALL);

    private Versions() {}

    /** Less than, equal to or more than zero; empty when one of them does not begin with a number. */
    static Optional<Integer> compare(String a, String b) {
        return numbers(a).flatMap(left -> numbers(b).map(right -> compare(left, right)));
    }

    private static int compare(List<BigInteger> a, List<BigInteger> b) {
        for (int i = 0; i < Math.max(a.size(), b.size()); i++) {
            int order = part(a, i).compareTo(part(b, i));
            if (order != 0) {
                return order;
            }
        }
        return 0;
    }

    private static BigInteger part(List<BigInteger> version, int index) {
        return index < version.size() ? version.get(index) : BigInteger.ZERO;
    }

    private static Optional<List<BigInteger>> numbers(String version) {
        Matcher matcher = NUMBERS.matcher(version.strip());
        return matcher.matches()
                ? Optional.of(Arrays.stream(matcher.group(1).split("\\."))
                        .map(BigInteger::new)
                        .toList())
                : Optional.empty();
    }
}
