// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import java.lang.reflect.Method;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The expressions that the plugin's views use. Refuses all others, and properties that do not exist. */
final class Expressions {
    private static final Pattern EXPRESSION = Pattern.compile("\\$\\{([^}]*)\\}");
    private static final Pattern COMPARISON = Pattern.compile("(.+?) (!=|==) (null|''|0)");
    private static final Pattern EMPTY = Pattern.compile("empty\\((.+)\\)");
    private static final Pattern PATH = Pattern.compile("[a-zA-Z]\\w*(\\.[a-zA-Z]\\w*)*");

    private final Map<String, Object> variables;

    Expressions(Map<String, ?> variables) {
        this.variables = new HashMap<>(variables);
    }

    Expressions with(String name, Object value) {
        Expressions more = new Expressions(variables);
        more.variables.put(name, value);
        return more;
    }

    /** A text with expressions in it. */
    String text(String template) {
        StringBuilder text = new StringBuilder();
        Matcher matcher = EXPRESSION.matcher(template);
        while (matcher.find()) {
            Object value = evaluate(matcher.group(1));
            matcher.appendReplacement(text, Matcher.quoteReplacement(value == null ? "" : value.toString()));
        }
        matcher.appendTail(text);
        return text.toString();
    }

    /** The value of an attribute that is one expression. */
    Object value(String attribute) {
        Matcher matcher = EXPRESSION.matcher(attribute);
        if (!matcher.matches()) {
            throw new AssertionError("not one expression: " + attribute);
        }
        return evaluate(matcher.group(1));
    }

    boolean test(String attribute) {
        return (Boolean) value(attribute);
    }

    private Object evaluate(String expression) {
        if (expression.startsWith("%")) {
            return expression.substring(1);
        }
        if (expression.startsWith("!")) {
            return !(Boolean) evaluate(expression.substring(1));
        }
        Matcher empty = EMPTY.matcher(expression);
        if (empty.matches()) {
            return ((Collection<?>) evaluate(empty.group(1))).isEmpty();
        }
        Matcher comparison = COMPARISON.matcher(expression);
        if (comparison.matches()) {
            return compare(evaluate(comparison.group(1)), comparison.group(3))
                    == comparison.group(2).equals("==");
        }
        if (!PATH.matcher(expression).matches()) {
            throw new AssertionError("unknown kind of expression: " + expression);
        }
        return path(expression.split("[.]"));
    }

    private static boolean compare(Object value, String literal) {
        return switch (literal) {
            case "null" -> value == null;
            case "''" ->
                Objects.requireNonNull(value, "null compared with a text").equals("");
            default -> ((Number) value).longValue() == 0;
        };
    }

    private Object path(String[] names) {
        if (!variables.containsKey(names[0])) {
            throw new AssertionError("no variable " + names[0]);
        }
        Object value = variables.get(names[0]);
        for (int i = 1; i < names.length; i++) {
            value = value instanceof Map<?, ?> map ? map.get(names[i]) : property(value, names[i]);
        }
        return value;
    }

    private static Object property(Object bean, String name) {
        String suffix = Character.toUpperCase(name.charAt(0)) + name.substring(1);
        for (String getter : new String[] {"get" + suffix, "is" + suffix}) {
            try {
                Method method = bean.getClass().getMethod(getter);
                return method.invoke(bean);
            } catch (NoSuchMethodException e) {
                continue;
            } catch (ReflectiveOperationException e) {
                throw new AssertionError(bean.getClass() + "." + name, e);
            }
        }
        throw new AssertionError("%s has no property %s".formatted(bean.getClass(), name));
    }
}
