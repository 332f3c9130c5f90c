// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Nearest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/** The values of one mapping by key, with other fields behind them for the keys that it does not have. */
final class Fields {
    private final Shape shape;
    private final Mark mark;
    private final String field;
    private final Problems problems;
    private final Map<String, Value> values;
    private final Optional<Fields> fallback;

    private Fields(
            Shape shape,
            Mark mark,
            String field,
            Problems problems,
            Map<String, Value> values,
            Optional<Fields> fallback) {
        this.shape = shape;
        this.mark = mark;
        this.field = field;
        this.problems = problems;
        this.values = values;
        this.fallback = fallback;
    }

    static Fields of(Shape shape, MappingNode node, String field, Problems problems) {
        Map<String, Value> values = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            key(tuple.getKeyNode(), field, problems).ifPresent(key -> {
                String path = field.isEmpty() ? key : field + "." + key;
                Mark at = tuple.getKeyNode().getStartMark();
                if (!shape.keys().contains(key)) {
                    unknown(shape, key, at, field, problems);
                } else if (values.containsKey(key)) {
                    int first = values.get(key).mark().getLine() + 1;
                    problems.add(at, path, "is given twice (first in line %d); keep one of them".formatted(first));
                } else {
                    values.put(key, new Value(tuple.getValueNode(), path, problems));
                }
            });
        }
        return new Fields(shape, node.getStartMark(), field, problems, values, Optional.empty());
    }

    /** The text of a key; a key that is a list or a mapping is a problem. */
    static Optional<String> key(Node node, String field, Problems problems) {
        if (node instanceof ScalarNode scalar) {
            return Optional.of(scalar.getValue());
        }
        problems.add(node.getStartMark(), field, "has a key that is not text; write 'key: value'");
        return Optional.empty();
    }

    /** These fields, and for keys that they do not have the values of others. */
    Fields over(Optional<Fields> others) {
        return new Fields(shape, mark, field, problems, values, others);
    }

    /** The fields of a mapping below this one; none of its own when it is not there, and what is behind it. */
    Fields below(String key, Shape inner, Optional<Fields> behind) {
        return get(key).flatMap(value -> value.fields(inner))
                .orElseGet(() -> new Fields(inner, mark, path(key), problems, Map.of(), Optional.empty()))
                .over(behind);
    }

    Optional<Value> get(String key) {
        if (!shape.keys().contains(key)) {
            throw new IllegalStateException("%s has no key %s".formatted(shape, key));
        }
        return Optional.ofNullable(values.get(key))
                .or(() -> fallback.filter(others -> others.shape.keys().contains(key))
                        .flatMap(others -> others.get(key)));
    }

    /** The value of a key that must be there. */
    Optional<Value> required(String key, String instead) {
        Optional<Value> value = get(key);
        // Of a login that is not even a mapping, no missing user is reported too.
        boolean said = values.isEmpty() && !field.isEmpty() && problems.knows(field);
        if (value.isEmpty() && !said) {
            problems.add(mark, path(key), "is missing; " + instead);
        }
        return value;
    }

    /** The elements of a list; none when the key is not there. */
    List<Value> list(String key) {
        return get(key).map(Value::list).orElse(List.of());
    }

    /** A value read one way, or another value when the key is not there or cannot be read so. */
    <T> T or(String key, T otherwise, Function<Value, Optional<T>> reading) {
        return get(key).flatMap(reading).orElse(otherwise);
    }

    /** Makes something of these fields when none of the values read for it is wrong. */
    <T> Optional<T> whole(Supplier<Supplier<T>> reading) {
        return problems.whole(reading, mark, field);
    }

    private String path(String key) {
        return field.isEmpty() ? key : field + "." + key;
    }

    private static void unknown(Shape shape, String key, Mark at, String field, Problems problems) {
        String message = key.equals("<<")
                ? "merge keys (<<) are not supported; write the keys out, or use defaults:"
                : "unknown key %s; %s".formatted(Names.quote(key), Nearest.hint(key, shape.keys()));
        problems.add(at, field, message);
    }
}
