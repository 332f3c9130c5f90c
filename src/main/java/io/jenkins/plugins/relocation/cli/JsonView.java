// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.model.Json;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes each event as one JSON object on a line: {@code {"event":"phase-changed",…}}. */
final class JsonView implements RelocationListener {
    private final PrintStream out;

    JsonView(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void on(RelocationEvent event) {
        Map<String, Object> fields =
                new TreeMap<>(Json.mapper().convertValue(event, new TypeReference<Map<String, Object>>() {}));
        fields.put("event", kebab(event.getClass().getSimpleName()));
        out.println(Json.line(fields));
    }

    private static String kebab(String name) {
        return name.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
