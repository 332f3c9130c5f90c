// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import com.fasterxml.jackson.core.type.TypeReference;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.rehearsal.RehearsalEvent;
import io.jenkins.plugins.relocation.rehearsal.RehearsalListener;
import java.io.PrintStream;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes each event of a rehearsal as one JSON object on a line; the last one holds the report. */
final class RehearsalJson implements RehearsalListener {
    private final PrintStream out;

    RehearsalJson(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void on(RehearsalEvent event) {
        Map<String, Object> fields =
                new TreeMap<>(Json.mapper().convertValue(event, new TypeReference<Map<String, Object>>() {}));
        String name = event.getClass().getSimpleName().replaceAll("([a-z])([A-Z])", "$1-$2");
        fields.put("event", "rehearsal-" + name.toLowerCase(Locale.ROOT));
        out.println(Json.line(fields));
        out.flush();
    }
}
