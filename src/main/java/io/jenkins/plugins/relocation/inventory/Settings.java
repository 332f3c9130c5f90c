// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/**
 * The settings that only a driver understands, as plain values: text, whole numbers, decimal numbers, truth values, lists
 * and maps. They are the values that a plan file gives back for them.
 */
final class Settings {
    private static final String WHOLE = "-?(0|[1-9][0-9]{0,17})";
    private static final String DECIMAL = "-?(0|[1-9][0-9]{0,14})\\.[0-9]{1,15}";

    private Settings() {}

    static Map<String, Object> read(Value value) {
        if (!(value.node() instanceof MappingNode mapping)) {
            value.wrong("is not a mapping", "write 'key: value' lines");
            return Map.of();
        }
        return map(mapping, value.field(), value.problems());
    }

    /** The place of a setting below a value, as deep as its path can be followed: "tcp", "dataFiles[1]", "limits.cpu". */
    static Value find(Value settings, String path) {
        Value found = settings;
        for (String step : path.split("[.\\[\\]]+")) {
            Optional<Value> next = step.isEmpty() ? Optional.empty() : child(found, step);
            if (next.isEmpty()) {
                return found;
            }
            found = next.get();
        }
        return found;
    }

    private static Optional<Value> child(Value value, String step) {
        if (value.node() instanceof SequenceNode && step.matches("[0-9]{1,6}")) {
            List<Value> elements = value.list();
            int index = Integer.parseInt(step);
            return index < elements.size() ? Optional.of(elements.get(index)) : Optional.empty();
        }
        return value.at(step);
    }

    private static Map<String, Object> map(MappingNode node, String field, Problems problems) {
        Map<String, Object> values = new HashMap<>();
        for (NodeTuple tuple : node.getValue()) {
            Fields.key(tuple.getKeyNode(), field, problems).ifPresent(key -> {
                String path = field + "." + key.replaceAll("\\p{Cntrl}", "?");
                Optional<Object> value = plain(tuple.getValueNode(), path, problems);
                if (values.put(key, value.orElse("")) != null) {
                    problems.add(tuple.getKeyNode().getStartMark(), path, "is given twice; keep one of them");
                }
            });
        }
        return Map.copyOf(values);
    }

    private static Optional<Object> plain(Node node, String field, Problems problems) {
        if (node instanceof MappingNode mapping) {
            return Optional.of(map(mapping, field, problems));
        }
        if (node instanceof SequenceNode sequence) {
            List<Object> elements = new ArrayList<>();
            for (Node element : sequence.getValue()) {
                plain(element, "%s[%d]".formatted(field, elements.size()), problems)
                        .ifPresent(elements::add);
            }
            return Optional.of(List.copyOf(elements));
        }
        Optional<Object> scalar = scalar((ScalarNode) node);
        return scalar.isPresent()
                ? scalar
                : new Value(node, field, problems)
                        .wrong(
                                "is neither text nor a decimal number nor true or false",
                                "put text in quotes; leave a key without a value out");
    }

    private static Optional<Object> scalar(ScalarNode node) {
        String text = node.getValue();
        if (node.getTag().equals(Tag.STR)) {
            return Optional.of(text);
        }
        boolean plain = node.getScalarStyle() == ScalarStyle.PLAIN;
        if (plain && node.getTag().equals(Tag.INT) && text.matches(WHOLE)) {
            return Optional.of(whole(Long.parseLong(text)));
        }
        if (plain && node.getTag().equals(Tag.FLOAT) && text.matches(DECIMAL)) {
            return Optional.of(Double.valueOf(text));
        }
        boolean truth = plain && node.getTag().equals(Tag.BOOL) && (text.equals("true") || text.equals("false"));
        return truth ? Optional.of(Boolean.valueOf(text)) : Optional.empty();
    }

    // The smallest type that holds it, as JSON gives it back: a plan that was read must equal the plan that was
    // written.
    private static Object whole(long number) {
        if (number == (int) number) {
            return (int) number;
        }
        return number;
    }
}
