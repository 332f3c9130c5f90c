// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;

/** All samples of a run: one JSON object a line, written as they come, so that an interrupted run goes on. */
final class Samples {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path file;
    private final List<Sample> all = new ArrayList<>();

    Samples(Path file) throws IOException {
        this.file = file;
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                all.add(JSON.readValue(line, Sample.class));
            }
        }
    }

    void add(Sample sample) throws IOException {
        all.add(sample);
        Files.writeString(
                file, JSON.writeValueAsString(sample) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }

    List<Sample> all() {
        return List.copyOf(all);
    }

    boolean has(Setting setting, Contender contender, int round) {
        return all.stream()
                .anyMatch(each -> each.setting().equals(setting.id())
                        && each.contender().equals(contender.id())
                        && each.round() == round);
    }

    List<Sample> of(Setting setting, Contender contender) {
        return all.stream()
                .filter(each ->
                        each.setting().equals(setting.id()) && each.contender().equals(contender.id()))
                .toList();
    }

    /** Writes everything as one JSON document. */
    void writeTo(Path target, Machine machine) throws IOException {
        Files.writeString(
                target,
                JSON.writer(SerializationFeature.INDENT_OUTPUT).writeValueAsString(new Document(machine, all)) + "\n");
    }

    private record Document(Machine machine, List<Sample> samples) {}
}
