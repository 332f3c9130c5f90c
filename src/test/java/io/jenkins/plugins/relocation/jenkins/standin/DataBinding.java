// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.kohsuke.stapler.DataBoundConstructor;
import org.kohsuke.stapler.DataBoundSetter;

/** Binds values to constructors and setters by name, with the conversions that Jenkins makes for texts, numbers and lists. */
public final class DataBinding {
    private DataBinding() {}

    /** Makes an instance; names that nothing is bound to are left out, as Jenkins does. */
    public static Object create(Class<?> type, Map<String, ?> values) {
        try {
            Constructor<?> constructor = Arrays.stream(type.getConstructors())
                    .filter(c -> c.isAnnotationPresent(DataBoundConstructor.class))
                    .findFirst()
                    .orElseThrow();
            Object[] arguments = Arrays.stream(constructor.getParameters())
                    .map(p -> convert(p.getType(), values.get(p.getName())))
                    .toArray();
            Object bean = constructor.newInstance(arguments);
            bind(bean, values);
            return bean;
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException("could not instantiate " + type, e);
        }
    }

    /** Calls the data-bound setters for which there are values. */
    public static void bind(Object bean, Map<String, ?> values) throws ReflectiveOperationException {
        for (Method method : bean.getClass().getMethods()) {
            String name = property(method);
            if (method.isAnnotationPresent(DataBoundSetter.class) && values.containsKey(name)) {
                method.invoke(bean, convert(method.getParameterTypes()[0], values.get(name)));
            }
        }
    }

    private static String property(Method method) {
        String name = method.getName();
        return name.length() < 4 ? name : Character.toLowerCase(name.charAt(3)) + name.substring(4);
    }

    private static Object convert(Class<?> type, Object value) {
        if (type == int.class && value instanceof String text) {
            return Integer.valueOf(text);
        }
        return type == List.class && value instanceof String text ? List.of(text) : value;
    }
}
