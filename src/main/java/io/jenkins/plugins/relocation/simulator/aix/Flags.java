// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The words of a command line, taken apart as AIX's getopt does. What a command does not know fails as there. */
final class Flags {
    private final Map<String, List<String>> values = new LinkedHashMap<>();
    private final List<Map.Entry<String, Map<String, String>>> attributes = new ArrayList<>();
    private final List<String> operands = new ArrayList<>();

    private final String command;

    private Flags(String command) {
        this.command = command;
    }

    /**
     * Takes words apart.
     *
     * @param known letters; followed by ":" where a word follows, "=" where words of the form name=value follow, "?" where a
     *     word may follow
     */
    static Flags of(List<String> argv, String known) {
        Flags flags = new Flags(argv.get(0));
        int at = 1;
        while (at < argv.size()) {
            String word = argv.get(at);
            if (word.equals("--")) {
                at++;
                break;
            }
            if (!word.startsWith("-") || word.length() < 2) {
                // What follows is no option: it may be the command line of an application.
                break;
            }
            at = flags.cluster(argv, at, known);
        }
        flags.operands.addAll(argv.subList(Math.min(at, argv.size()), argv.size()));
        return flags;
    }

    private int cluster(List<String> argv, int at, String known) {
        String word = argv.get(at);
        int next = at + 1;
        for (int i = 1; i < word.length(); i++) {
            String letter = word.substring(i, i + 1);
            char kind = kind(argv.get(0), letter, known);
            String rest = word.substring(i + 1);
            if (kind == ':') {
                if (rest.isEmpty() && next >= argv.size()) {
                    throw new Refused(2, "%s: Option requires an argument -- %s".formatted(argv.get(0), letter));
                }
                add(letter, rest.isEmpty() ? argv.get(next++) : rest);
                return next;
            }
            if (kind == '=') {
                return attributes(argv, letter, next);
            }
            boolean last = rest.isEmpty();
            if (kind == '?'
                    && last
                    && next < argv.size()
                    && !argv.get(next).startsWith("-")
                    && next < argv.size() - 1) {
                add(letter, argv.get(next++));
                return next;
            }
            add(letter, "");
        }
        return next;
    }

    private int attributes(List<String> argv, String letter, int from) {
        Map<String, String> found = new TreeMap<>();
        int next = from;
        while (next < argv.size() && argv.get(next).matches("[A-Za-z_6]+\\+?=.*")) {
            String[] words = argv.get(next++).split("=", 2);
            found.put(words[0], words[1]);
        }
        attributes.add(Map.entry(letter, found));
        add(letter, "");
        return next;
    }

    private void add(String letter, String value) {
        values.computeIfAbsent(letter, key -> new ArrayList<>()).add(value);
    }

    private static char kind(String command, String letter, String known) {
        int index = letter.matches("[A-Za-z0-9@]") ? known.indexOf(letter) : -1;
        if (index < 0) {
            throw new Refused(2, "%s: Not a recognized flag: %s".formatted(command, letter));
        }
        char after = index + 1 < known.length() ? known.charAt(index + 1) : ' ';
        return ":=?".indexOf(after) >= 0 ? after : ' ';
    }

    /**
     * Goes on only when nothing else was asked for: what a real system would do and this one does not has to be seen.
     *
     * @param letters the options that do something here
     */
    Flags simulating(String letters) {
        values.keySet().stream()
                .filter(letter -> !letters.contains(letter))
                .findFirst()
                .ifPresent(letter -> {
                    throw new Refused("%s: not simulated: -%s".formatted(command, letter));
                });
        return this;
    }

    boolean has(String letter) {
        return values.containsKey(letter);
    }

    Optional<String> value(String letter) {
        return values.getOrDefault(letter, List.of()).stream().findFirst();
    }

    /** Groups of name=value words, each after this letter. */
    List<Map<String, String>> groups(String letter) {
        return attributes.stream()
                .filter(each -> each.getKey().equals(letter))
                .map(Map.Entry::getValue)
                .toList();
    }

    List<String> operands() {
        return List.copyOf(operands);
    }

    /** The one operand. */
    String operand(String usage) {
        if (operands.size() != 1) {
            throw new Refused(2, "usage: " + usage);
        }
        return operands.get(0);
    }
}
