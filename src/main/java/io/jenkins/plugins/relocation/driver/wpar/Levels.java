// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

/** Levels such as "7.2.5.101", compared number by number. */
final class Levels {
    private Levels() {}

    static boolean atLeast(String level, String wanted) {
        String[] left = level.split("[.-]");
        String[] right = wanted.split("[.-]");
        for (int i = 0; i < Math.max(left.length, right.length); i++) {
            long difference = number(left, i) - number(right, i);
            if (difference != 0) {
                return difference > 0;
            }
        }
        return true;
    }

    private static long number(String[] parts, int at) {
        return at < parts.length && parts[at].matches("\\d{1,9}") ? Long.parseLong(parts[at]) : 0;
    }
}
