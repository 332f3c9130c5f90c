// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import static java.util.stream.Collectors.toMap;

import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** One value of the file with its place. A reading that is not possible becomes a problem and an empty result. */
record Value(Node node, String field, Problems problems) {
    private static final String WHOLE = "-?(0|[1-9][0-9]{0,17})";

    Mark mark() {
        return node.getStartMark();
    }

    /** Reports what is wrong with this value. */
    <T> Optional<T> wrong(String what, String instead) {
        problems.add(mark(), field, "%s (seen: %s); %s".formatted(what, seen(), instead));
        return Optional.empty();
    }

    /** Text. What YAML takes for a number, a date or a truth value has to be quoted. */
    Optional<String> text() {
        if (node instanceof ScalarNode scalar && scalar.getTag().equals(Tag.STR)) {
            return Optional.of(scalar.getValue());
        }
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                ? wrong("is not text", "put it in quotes: \"%s\"".formatted(scalar.getValue()))
                : wrong("is not text", "write text here, or leave the key out");
    }

    /** Text that a rule of the model accepts; the rule throws {@link IllegalArgumentException} when it does not. */
    Optional<String> text(Consumer<String> rule, String what, String instead) {
        Optional<String> text = text();
        try {
            text.ifPresent(rule);
            return text;
        } catch (IllegalArgumentException e) {
            return wrong(what, instead);
        }
    }

    /** The name of something. */
    Optional<String> name() {
        return text(
                name -> Names.require("", name),
                "is not a valid name",
                "use 1 to 63 letters, digits, '.', '_' or '-', starting with a letter or digit");
    }

    /** A whole number within bounds. */
    Optional<Integer> number(int least, int most) {
        Optional<Long> number =
                plain(Tag.INT).filter(text -> text.matches(WHOLE)).map(Long::parseLong);
        return number.filter(n -> n >= least && n <= most)
                .map(Long::intValue)
                .or(() -> wrong(
                        most == Integer.MAX_VALUE
                                ? "is not a whole number of at least " + least
                                : "is not a whole number from %d to %d".formatted(least, most),
                        "write digits without quotes, sign or leading zero"));
    }

    /** {@code true} or {@code false}, and none of the other words that YAML 1.1 knows for them. */
    Optional<Boolean> flag() {
        return plain(Tag.BOOL)
                .filter(text -> text.equals("true") || text.equals("false"))
                .map(Boolean::parseBoolean)
                .or(() -> wrong("is neither true nor false", "write true or false, without quotes"));
    }

    /** A duration of more than zero. */
    Optional<Duration> duration() {
        return scalar().flatMap(Quantities::duration)
                .filter(duration -> !duration.isZero())
                .or(() -> wrong(
                        "is not a duration of more than zero",
                        "write whole numbers with units, such as 30s, 5m, 1h30m or 250ms"));
    }

    /** A size in bytes. */
    Optional<Long> size() {
        return scalar().flatMap(Quantities::size)
                .or(() -> wrong("is not a size", Quantities.sizeHint(scalar().orElse(""))));
    }

    /** One of the words that the JSON form of an enum has. */
    <E extends Enum<E>> Optional<E> choice(Class<E> type) {
        Map<String, E> known = Stream.of(type.getEnumConstants())
                .collect(toMap(
                        constant -> Json.mapper().convertValue(constant, String.class),
                        constant -> constant,
                        (a, b) -> a,
                        LinkedHashMap::new));
        return choice(known);
    }

    /** One of the words of a map. Looks at the word as it is written: YAML takes {@code yes} for a truth value. */
    <T> Optional<T> choice(Map<String, T> known) {
        Optional<String> word = scalar();
        return word.map(known::get)
                .or(() -> wrong("is not one of the known words", Nearest.hint(word.orElse(""), known.keySet())));
    }

    /** The elements of a list. */
    List<Value> list() {
        if (!(node instanceof SequenceNode sequence)) {
            wrong("is not a list", "write [ ... ], or lines that start with '- '");
            return List.of();
        }
        List<Value> values = new ArrayList<>();
        for (Node element : sequence.getValue()) {
            values.add(new Value(element, "%s[%d]".formatted(field, values.size()), problems));
        }
        return values;
    }

    /** The value of a key of this mapping; empty, and no problem, when this is no mapping or has no such key. */
    Optional<Value> at(String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                                && name.getValue().equals(key))
                        .map(tuple -> new Value(tuple.getValueNode(), field + "." + key, problems))
                        .findFirst()
                : Optional.empty();
    }

    /** Whether this is a list without elements. */
    boolean isEmptyList() {
        return node instanceof SequenceNode sequence && sequence.getValue().isEmpty();
    }

    /** A command: a list with the program first, nothing of it empty. */
    List<String> command() {
        List<String> words =
                list().stream().flatMap(value -> value.text().stream()).toList();
        boolean usable =
                !words.isEmpty() && !words.get(0).isBlank() && words.stream().noneMatch(w -> w.indexOf(0) >= 0);
        if (node instanceof SequenceNode sequence
                && !usable
                && words.size() == sequence.getValue().size()) {
            wrong("is not a command", "write a list with the program first: [\"/usr/local/bin/check\", \"--fast\"]");
        }
        return words;
    }

    /** The mapping's values by key, when this is a mapping; unknown and repeated keys are problems. */
    Optional<Fields> fields(Shape shape) {
        return node instanceof MappingNode mapping
                ? Optional.of(Fields.of(shape, mapping, field, problems))
                : wrong("is not a mapping", "write 'key: value' lines; " + Nearest.hint("", shape.keys()));
    }

    /** The text of a scalar as it is written, whatever YAML takes it for; empty for nothing, lists and mappings. */
    Optional<String> scalar() {
        return node instanceof ScalarNode scalar && !scalar.getTag().equals(Tag.NULL)
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    private Optional<String> plain(Tag tag) {
        return node instanceof ScalarNode scalar
                        && scalar.getTag().equals(tag)
                        && scalar.getScalarStyle() == ScalarStyle.PLAIN
                ? Optional.of(scalar.getValue())
                : Optional.empty();
    }

    private String seen() {
        if (node instanceof ScalarNode scalar) {
            return scalar.getTag().equals(Tag.NULL) ? "nothing" : Names.quote(scalar.getValue());
        }
        return node instanceof SequenceNode ? "a list" : "a mapping";
    }
}
