// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.reader.ReaderException;

/** Turns text into YAML nodes that know their lines, within bounds. No object is made of what the text names. */
final class YamlDocument {
    private static final int MAX_CHARACTERS = 16 << 20;
    private static final int MAX_DEPTH = 20;
    private static final int MAX_ALIASES = 100;
    // Aliases to lists and maps multiply: what counts is how much they stand for.
    private static final int MAX_NODES = 2_000_000;
    private static final Set<Tag> TAGS =
            Set.of(Tag.STR, Tag.INT, Tag.FLOAT, Tag.BOOL, Tag.NULL, Tag.TIMESTAMP, Tag.SEQ, Tag.MAP, Tag.MERGE);

    private final Problems problems;
    private final Set<Node> open = Collections.newSetFromMap(new IdentityHashMap<>());
    private int nodes;

    private YamlDocument(Problems problems) {
        this.problems = problems;
    }

    /** The root node; empty when the text is not usable YAML, and then there is a problem that says why. */
    static Optional<Node> compose(String text, Problems problems) {
        String content = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            Node root = new Yaml(options()).compose(new StringReader(content));
            if (root == null) {
                problems.add(1, 1, "", "the file is empty; write version: 1, hosts: and workloads:");
                return Optional.empty();
            }
            return new YamlDocument(problems).allowed(root, 0) ? Optional.of(root) : Optional.empty();
        } catch (MarkedYAMLException e) {
            problems.add(mark(e), "", "is not YAML: %s".formatted(explain(e)));
        } catch (ReaderException e) {
            notPrintable(content, e, problems);
        } catch (YAMLException e) {
            problems.add(
                    1,
                    1,
                    "",
                    "is not usable YAML: %s"
                            .formatted(e.getMessage().lines().findFirst().orElse("")));
        }
        return Optional.empty();
    }

    private static LoaderOptions options() {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        // Nothing is constructed here: tags are looked at in the nodes, where their place is known.
        options.setTagInspector(tag -> true);
        options.setAllowRecursiveKeys(false);
        options.setMaxAliasesForCollections(MAX_ALIASES);
        options.setNestingDepthLimit(MAX_DEPTH);
        options.setCodePointLimit(MAX_CHARACTERS);
        return options;
    }

    private boolean allowed(Node node, int depth) {
        if (++nodes > MAX_NODES) {
            return refuse(node, "aliases (*name) stand for more than %d values; write them out".formatted(MAX_NODES));
        }
        if (depth > MAX_DEPTH) {
            return refuse(node, "is nested deeper than %d levels; make it flatter".formatted(MAX_DEPTH));
        }
        if (!TAGS.contains(node.getTag())) {
            return refuse(node, "has the tag %s; write the value without a tag".formatted(node.getTag()));
        }
        if (node instanceof ScalarNode scalar && hasLoneSurrogate(scalar.getValue())) {
            return refuse(node, "holds half of a surrogate pair, which is no character; write the character itself");
        }
        if (!open.add(node)) {
            return refuse(node, "contains itself through an alias (*name); write the value out");
        }
        boolean allowed = true;
        Deque<Node> children = children(node);
        while (allowed && !children.isEmpty()) {
            allowed = allowed(children.removeFirst(), depth + 1);
        }
        open.remove(node);
        return allowed;
    }

    // It could be escaped here, and then not be written to a plan.
    private static boolean hasLoneSurrogate(String text) {
        return text.codePoints().anyMatch(c -> Character.getType(c) == Character.SURROGATE);
    }

    private static Deque<Node> children(Node node) {
        Deque<Node> children = new ArrayDeque<>();
        if (node instanceof MappingNode mapping) {
            for (NodeTuple tuple : mapping.getValue()) {
                children.add(tuple.getKeyNode());
                children.add(tuple.getValueNode());
            }
        } else if (node instanceof SequenceNode sequence) {
            children.addAll(sequence.getValue());
        }
        return children;
    }

    private boolean refuse(Node node, String message) {
        problems.add(node.getStartMark(), "", message);
        return false;
    }

    private static Mark mark(MarkedYAMLException e) {
        return e.getProblemMark() == null ? e.getContextMark() : e.getProblemMark();
    }

    private static String explain(MarkedYAMLException e) {
        String context = e.getContext() == null ? "" : e.getContext() + ": ";
        String hint = e.getProblem().contains("\\t") ? "; indent with blanks, not with tabs" : "";
        return context + e.getProblem() + hint;
    }

    private static void notPrintable(String text, ReaderException e, Problems problems) {
        int at = Math.min(Math.max(e.getPosition(), 0), text.length());
        String before = text.substring(0, at);
        int line = 1 + (int) before.chars().filter(c -> c == '\n').count();
        int column = at - before.lastIndexOf('\n');
        problems.add(
                line,
                column,
                "",
                "the character U+%04X may not stand in YAML; in double quotes it can be written \\x%02x"
                        .formatted(e.getCodePoint(), e.getCodePoint()));
    }
}
