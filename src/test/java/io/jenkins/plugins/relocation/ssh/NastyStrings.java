// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Words that a shell would do something with if it could. The same ones at every run. */
final class NastyStrings {
    private static final List<String> PIECES = List.of(
            "'",
            "\"",
            "\\",
            "\n",
            "\r",
            "\t",
            " ",
            "$(touch /tmp/pwned)",
            "`id`",
            "${HOME}",
            "$?",
            "-",
            "--",
            "-n",
            "-e",
            "*",
            "?",
            "[a-z]",
            "~",
            "!",
            "!!",
            "#",
            ";",
            "&",
            "|",
            "<",
            ">",
            "(",
            ")",
            "{",
            "}",
            "%s",
            "\\0",
            "\\c",
            "\u0001",
            "\u007f",
            "\u0080",
            "\u0081",
            "\u0088",
            "é",
            "ß",
            "日本",
            "\uD83D\uDE80",
            "\u202E",
            "\uFEFF",
            "=",
            "a",
            "word",
            "EOF",
            "\n.\n",
            "'\\''",
            "\u001b[31m",
            "\b");

    private NastyStrings() {}

    static List<String> some(int count) {
        Random random = new Random(4711);
        List<String> words = new ArrayList<>(PIECES);
        words.add("");
        while (words.size() < count) {
            StringBuilder word = new StringBuilder();
            for (int n = random.nextInt(12); n >= 0; n--) {
                word.append(PIECES.get(random.nextInt(PIECES.size())));
            }
            words.add(word.toString());
        }
        return List.copyOf(words.subList(0, count));
    }
}
