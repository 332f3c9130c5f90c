// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import com.fasterxml.jackson.core.type.TypeReference;
import io.jenkins.plugins.relocation.model.Json;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Where the demonstration is shown: text for people and, when asked for, one JSON object a line for machines. It keeps
 * account of what was not as it should be.
 */
public final class Screen {
    private final PrintStream text;
    private final Optional<PrintStream> json;
    private final List<Scene> scenes = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private final List<String> leftOut = new ArrayList<>();
    private int act;
    private int told;

    /**
     * @param text gets what people read
     * @param json gets what machines read; empty: nobody asked for that
     */
    public Screen(PrintStream text, Optional<PrintStream> json) {
        this.text = text;
        this.json = json;
    }

    /** Whether machines read along. */
    boolean machines() {
        return json.isPresent();
    }

    PrintStream text() {
        return text;
    }

    /** Begins the next act. */
    void act(String title, String... explanation) {
        act++;
        text.printf("%n=== %d. %s%n", act, title);
        List.of(explanation).forEach(line -> text.println("    " + line));
    }

    /** Something within an act. */
    void title(String title) {
        text.printf("%n=== %s%n", title);
    }

    void say(String line) {
        text.println(line);
    }

    /** Shows a result that was looked at; what is not as it should be makes the demonstration fail. */
    void expect(boolean fine, String name, String shown) {
        text.printf("   %-26s %s%n", name, fine ? shown : "WRONG: " + shown);
        if (!fine) {
            wrong("%s: %s".formatted(name, shown));
        }
    }

    /** Shows whether something is as it was. */
    void same(String name, String before, String after) {
        boolean same = before.equals(after) && !before.isEmpty();
        expect(same, name, same ? "unchanged: " + after : "changed from %s to %s".formatted(before, after));
    }

    void wrong(String what) {
        wrong.add("act %d: %s".formatted(act, what));
    }

    /** Something that cannot be shown on this machine. */
    void leaveOut(String what) {
        leftOut.add(what);
        text.printf("%n%s%n", what);
    }

    /** Ends an act with what its client saw: nothing may be lost, and no connection that should have survived. */
    void end(
            String name,
            Scene.Connection connection,
            CountingClient client,
            CountingClient.Count count,
            Duration gap,
            Map<String, String> hosts) {
        expect(
                count.value() >= count.acknowledged() && client.violation().isEmpty(),
                "acknowledged counts",
                client.violation().isEmpty()
                        ? "%,d, the server has %,d".formatted(count.acknowledged(), count.value())
                        : client.violation());
        expect(
                connection != Scene.Connection.LOST,
                "the client's connection",
                switch (connection) {
                    case SURVIVED -> "survived, it is the first and only one";
                    case REMADE -> "closed by the move, as planned; %d so far".formatted(client.connections());
                    case LOST -> "lost " + client.lost();
                });
        expect(true, "longest gap", gap.toMillis() + " ms between two answers to the client");
        end(name, connection, count, gap, hosts);
    }

    /** Ends an act, or a part of one, whose results were shown. */
    void end(
            String name,
            Scene.Connection connection,
            CountingClient.Count count,
            Duration gap,
            Map<String, String> hosts) {
        Scene scene = new Scene(
                act,
                name,
                connection,
                count.acknowledged(),
                count.value(),
                gap,
                hosts,
                wrong.subList(told, wrong.size()));
        told = wrong.size();
        scenes.add(scene);
        json.ifPresent(out -> out.println(line("demo-act", scene)));
    }

    /** Shows all acts once more, side by side; returns the exit status, 0 when all was as it should be. */
    int finish() {
        title("What the clients saw");
        boolean connected = scenes.stream().anyMatch(scene -> scene.connection() == Scene.Connection.SURVIVED);
        if (!scenes.isEmpty()) {
            text.println(Scene.heading());
            scenes.forEach(scene -> text.println(scene.line()));
        }
        leftOut.forEach(what -> text.println("   not shown: " + what));
        wrong.forEach(what -> text.println("   WRONG: " + what));
        text.println(
                wrong.isEmpty()
                        ? "   Nothing was lost" + (connected ? "; what was to stay connected stayed connected." : ".")
                        : "   %d things were not as they should be.".formatted(wrong.size()));
        json.ifPresent(out ->
                out.println(line("demo-ended", Map.of("passed", wrong.isEmpty(), "wrong", wrong, "leftOut", leftOut))));
        return wrong.isEmpty() ? 0 : 1;
    }

    private static String line(String event, Object what) {
        Map<String, Object> fields =
                new TreeMap<>(Json.mapper().convertValue(what, new TypeReference<Map<String, Object>>() {}));
        fields.put("event", event);
        return Json.line(fields);
    }
}
