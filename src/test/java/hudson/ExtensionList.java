// SPDX-License-Identifier: MIT
package hudson;

import java.util.AbstractList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Stand-in for tests: singletons that a test has put there. */
public class ExtensionList<T> extends AbstractList<T> {
    private static final Map<Class<?>, Object> SINGLETONS = new ConcurrentHashMap<>();

    protected ExtensionList() {}

    public static <U> void put(Class<U> type, U instance) {
        SINGLETONS.put(type, instance);
    }

    public static void reset() {
        SINGLETONS.clear();
    }

    public static <U> U lookupSingleton(Class<U> type) {
        Object found = SINGLETONS.get(type);
        if (found == null) {
            throw new IllegalStateException("no " + type);
        }
        return type.cast(found);
    }

    @Override
    public T get(int index) {
        throw new IndexOutOfBoundsException(index);
    }

    @Override
    public int size() {
        return 0;
    }
}
