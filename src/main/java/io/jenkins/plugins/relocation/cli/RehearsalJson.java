// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.rehearsal.RehearsalEvent;
import io.jenkins.plugins.relocation.rehearsal.RehearsalListener;
import java.io.PrintStream;
import java.lang.reflect.RecordComponent;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Writes each event of a rehearsal as one JSON object on a line; the last one holds the report. */
final class RehearsalJson implements RehearsalListener {
    private final PrintStream out;

    RehearsalJson(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void on(RehearsalEvent event) {
        Map<String, Object> fields = new TreeMap<>();
        fields.putAll(fields((Record) event));
        String name = event.getClass().getSimpleName().replaceAll("([a-z])([A-Z])", "$1-$2");
        fields.put("event", "rehearsal-" + name.toLowerCase(Locale.ROOT));
        out.println(Json.line(fields));
        out.flush();
    }

    /** Records as objects; what is optional and not there is left out. */
    private static Object plain(Object value) {
        if (value instanceof Record record) {
            return fields(record);
        }
        return value instanceof Collection<?> items
                ? items.stream().map(RehearsalJson::plain).toList()
                : value;
    }

    private static Map<String, Object> fields(Record record) {
        Map<String, Object> fields = new LinkedHashMap<>();
        for (RecordComponent component : record.getClass().getRecordComponents()) {
            Object value = value(record, component);
            Object content = value instanceof Optional<?> optional ? optional.orElse(null) : value;
            if (content != null) {
                fields.put(component.getName(), plain(content));
            }
        }
        return fields;
    }

    private static Object value(Record record, RecordComponent component) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read %s".formatted(component), e);
        }
    }
}
