// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.Closure;
import groovy.lang.GString;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a step or directive was called with. Its getters refuse values of other types.
 *
 * @param line line of the call
 * @param owner name of the step or directive
 * @param named named parameters
 * @param positional values without a name
 * @param body the closure at the end
 */
record Arguments(
        int line, String owner, Map<String, Object> named, List<Object> positional, Optional<Closure<?>> body) {
    /** Sorts out a list of arguments as Groovy passes it: named ones first, a closure last. */
    static Arguments of(int line, String owner, List<Object> values) {
        List<Object> rest = new ArrayList<>(values);
        Optional<Closure<?>> body = Optional.empty();
        if (!rest.isEmpty() && rest.get(rest.size() - 1) instanceof Closure<?> closure) {
            body = Optional.of(closure);
            rest.remove(rest.size() - 1);
        }
        Map<String, Object> named = new LinkedHashMap<>();
        // A map with a class in it is one value, as for checkout([$class: 'GitSCM']).
        if (!rest.isEmpty() && rest.get(0) instanceof Map<?, ?> map && !map.containsKey("$class")) {
            map.forEach((key, value) -> named.put(String.valueOf(key), plain(value)));
            rest.remove(0);
        }
        rest.replaceAll(Arguments::plain);
        return new Arguments(line, owner, named, rest, body);
    }

    /** The same arguments, where a single value without a name is given that name. */
    Arguments naming(String main) {
        if (positional.isEmpty()) {
            return this;
        }
        if (main.isEmpty() || positional.size() > 1 || !named.isEmpty()) {
            throw fail("%s cannot take %s here: name each parameter", owner, show(positional.get(0)));
        }
        Map<String, Object> all = new LinkedHashMap<>();
        all.put(main, positional.get(0));
        return new Arguments(line, owner, all, List.of(), body);
    }

    /** The same arguments with other code in braces. */
    Arguments around(Closure<?> code) {
        return new Arguments(line, owner, named, positional, Optional.of(code));
    }

    boolean has(String name) {
        return named.get(name) != null;
    }

    /** Whether the only value is {@code false}. */
    boolean isFalse() {
        return positional.size() == 1 && Boolean.FALSE.equals(positional.get(0));
    }

    /** The value as it is. */
    Object value(String name) {
        return named.get(name);
    }

    /** Text that must be given. */
    String text(String name) {
        if (!has(name)) {
            throw fail("%s needs the parameter %s", owner, name);
        }
        return text(name, "");
    }

    String text(String name, String otherwise) {
        Object value = named.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof CharSequence text) {
            return text.toString();
        }
        throw wrong(name, "text", value);
    }

    boolean flag(String name, boolean otherwise) {
        Object value = named.get(name);
        if (value == null) {
            return otherwise;
        }
        if (value instanceof Boolean flag) {
            return flag;
        }
        if (value instanceof String text && (text.equals("true") || text.equals("false"))) {
            return Boolean.parseBoolean(text);
        }
        throw wrong(name, "true or false", value);
    }

    /** A whole number of at least 0. */
    int number(String name, int otherwise) {
        Object value = named.get(name);
        if (value == null) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(value.toString());
            if (number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw wrong(name, "a whole number", value);
        }
        throw wrong(name, "a number of at least 0", value);
    }

    /** A list of texts. */
    List<String> texts(String name) {
        Object value = named.get(name);
        if (value == null) {
            return List.of();
        }
        if (value instanceof Collection<?> list && list.stream().allMatch(item -> item instanceof CharSequence)) {
            return list.stream().map(Object::toString).toList();
        }
        throw wrong(name, "a list of texts, ['a', 'b']", value);
    }

    /** Texts by name. */
    Map<String, String> textMap(String name) {
        Object value = named.get(name);
        if (value == null) {
            return Map.of();
        }
        if (value instanceof Map<?, ?> map && map.values().stream().allMatch(item -> item instanceof CharSequence)) {
            Map<String, String> texts = new LinkedHashMap<>();
            map.forEach((key, item) -> texts.put(key.toString(), item.toString()));
            return texts;
        }
        throw wrong(name, "a map of texts, [workload: 'host']", value);
    }

    /** A list of descriptions such as {@code string(name: 'X')}. */
    List<Directive> described(String name) {
        Object value = named.get(name);
        List<?> items = value == null ? List.of() : value instanceof List<?> list ? list : List.of(value);
        List<Directive> found = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Directive directive)) {
                throw wrong(name, "a list such as [string(name: 'X')]", item);
            }
            found.add(directive);
        }
        return found;
    }

    /** An error of this call. */
    StepFailure fail(String format, Object... values) {
        return new StepFailure(format.formatted(values)).at(line);
    }

    private StepFailure wrong(String name, String expected, Object value) {
        String hint = value instanceof Map<?, ?> map && map.containsKey("id") ? "; give the id of it" : "";
        return fail("%s of %s must be %s, is %s%s", name, owner, expected, show(value), hint);
    }

    private static String show(Object value) {
        return value instanceof CharSequence text ? "'%s'".formatted(text) : value == null ? "null" : kind(value);
    }

    private static String kind(Object value) {
        if (value instanceof Map) {
            return "a map";
        }
        return value instanceof Collection ? "a list" : value.toString();
    }

    private static Object plain(Object value) {
        return value instanceof GString text ? text.toString() : value;
    }
}
