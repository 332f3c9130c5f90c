// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The host script reads only the parts that a command needs: no function may be missing when one is called. */
class ScriptPartsTest {
    private static final Pattern FUNCTION = Pattern.compile("^([A-Za-z_]\\w*)\\(\\) (.*)$");
    private static final Pattern CHOICE = Pattern.compile("^    ([a-z* |-]+)\\) (.*) ;;$");
    private static final Pattern MESSAGE = Pattern.compile("\\b(say|die|busy|stale|wrong) \"([^\"]*)\"");
    private static final Pattern CALL = Pattern.compile("\\$\\((\\w+)");
    private static final Pattern WORD = Pattern.compile("[A-Za-z_]\\w*");
    private static final Pattern ALWAYS = Pattern.compile("for file in (.*) \\$parts; do");

    /** The text of each function. */
    private final Map<String, String> bodies = new HashMap<>();

    /** The part that each function is in. */
    private final Map<String, String> homes = new HashMap<>();

    @Test
    void everyCommandReadsThePartsOfAllFunctionsThatItMayCall() throws IOException {
        String main = read("host");
        Map<String, Set<String>> declared = declared(main);
        for (String part : declared.get("*")) {
            learn(part, read(part));
        }
        learn("host", main);

        Map<String, Set<String>> missing = new TreeMap<>();
        choices(main, "case $COMMAND in").forEach((command, text) -> {
            Set<String> needed = needed(text);
            needed.removeAll(declared.getOrDefault(command, declared.get("*")));
            if (!command.equals("*") && !needed.isEmpty()) {
                missing.put(command, needed);
            }
        });

        assertThat(declared).hasSizeGreaterThan(10);
        assertThat(missing).isEmpty();
    }

    /** Parts by command; those that all commands read are in every set. */
    private static Map<String, Set<String>> declared(String main) {
        Matcher always = ALWAYS.matcher(main);
        assertThat(always.find()).isTrue();
        Map<String, Set<String>> declared = new HashMap<>();
        choices(main, "case ${6:-} in").forEach((command, text) -> {
            String more = text.replaceFirst("^parts=", "").replace("'", "");
            declared.put(
                    command,
                    Stream.of("host", always.group(1), more)
                            .flatMap(words -> Stream.of(words.split(" ")))
                            .filter(word -> !word.isEmpty())
                            .collect(Collectors.toSet()));
        });
        return declared;
    }

    /** What a "case" does, by word. */
    private static Map<String, String> choices(String script, String begin) {
        Map<String, String> choices = new HashMap<>();
        script.substring(script.indexOf(begin))
                .lines()
                .skip(1)
                .takeWhile(line -> !line.equals("esac"))
                .map(CHOICE::matcher)
                .filter(Matcher::matches)
                .forEach(choice -> List.of(choice.group(1).split(" \\| "))
                        .forEach(command -> choices.put(command, choice.group(2))));
        return choices;
    }

    private void learn(String part, String script) {
        String open = "";
        for (String line : script.lines().toList()) {
            Matcher function = FUNCTION.matcher(line);
            if (function.matches()) {
                open = function.group(1);
                homes.put(open, part);
            } else if (open.isEmpty()) {
                continue;
            }
            String code = code(function.matches() ? function.group(2) : line);
            bodies.merge(open, code, (before, more) -> before + "\n" + more);
            if (line.startsWith("}") || function.matches() && line.endsWith("}")) {
                open = "";
            }
        }
    }

    /** A line without its comment, and without the words of a message: what is called in that stays. */
    private static String code(String line) {
        return MESSAGE.matcher(line.replaceFirst("(^|\\s)#.*", ""))
                .replaceAll(message -> message.group(1) + " "
                        + CALL.matcher(message.group(2))
                                .results()
                                .map(call -> call.group(1))
                                .collect(Collectors.joining(" ")));
    }

    /** The parts of all functions that are named in a text, or in what they call. */
    private Set<String> needed(String text) {
        Set<String> seen = new HashSet<>();
        Deque<String> texts = new ArrayDeque<>(List.of(text));
        while (!texts.isEmpty()) {
            WORD.matcher(texts.pop())
                    .results()
                    .map(found -> found.group())
                    .filter(bodies::containsKey)
                    .filter(seen::add)
                    .forEach(name -> texts.push(bodies.get(name)));
        }
        return seen.stream().map(homes::get).collect(Collectors.toCollection(TreeSet::new));
    }

    private static String read(String part) throws IOException {
        try (InputStream in = ScriptPartsTest.class.getResourceAsStream("/host/relocation-%s.sh".formatted(part))) {
            if (in == null) {
                return "";
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
