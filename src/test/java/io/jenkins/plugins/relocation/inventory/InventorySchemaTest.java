// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.jenkins.plugins.relocation.model.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

class InventorySchemaTest {
    private final JsonNode schema = schema();

    @ParameterizedTest
    @ValueSource(strings = {"full.yaml", "smallest.yaml"})
    void acceptsTheExamples(String name) {
        assertThat(validate(InventoryReaderTest.resource(name))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void hasTheKeysThatTheReaderAccepts(Shape shape) {
        JsonNode definition = schema.at("/$defs/" + shape.name().toLowerCase(Locale.ROOT));

        assertThat(definition.get("properties").fieldNames()).toIterable().containsExactlyElementsOf(shape.keys());
        assertThat(definition.get("additionalProperties").booleanValue()).isFalse();
    }

    @Test
    void describesEveryKey() {
        for (JsonNode definition : schema.get("$defs")) {
            for (JsonNode property : definition.path("properties")) {
                assertThat(property.path("description").asText()).isNotBlank();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Shape.class)
    void isDescribedInTheDocumentation(Shape shape) throws IOException {
        String documentation = Files.readString(Path.of("docs", "plan-format.md"));

        assertThat(documentation)
                .contains(shape.keys().stream().map("`%s`"::formatted).toList());
    }

    @Test
    void acceptsTheExampleOfTheDocumentation() throws IOException {
        String documentation = Files.readString(Path.of("docs", "plan-format.md"));
        int start = documentation.indexOf("```yaml\n") + "```yaml\n".length();
        String example = documentation.substring(start, documentation.indexOf("```", start));

        assertThat(validate(example)).isEmpty();
        assertThat(new InventoryReader(List.of("process"), workload -> List.of())
                        .read(example, "example")
                        .workloads())
                .hasSize(1);
    }

    @Test
    void knowsTheTypesOfProbesThatTheReaderKnows() {
        List<String> types = new ArrayList<>();
        schema.at("/$defs/probe/oneOf")
                .forEach(reference -> types.add(reference.get("$ref").asText().replace("#/$defs/", "")));

        assertThat(types).containsExactlyElementsOf(ProbeReader.TYPES.keySet());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "settings: x",
                "probe: []",
                "memory: 1.5GiB",
                "memory: 512M",
                "memory: 512",
                "policy: {freezeBudget: 5}",
                "policy: {acceptLoss: sometimes}",
                "policy: {restorePoint: \"true\"}",
                "probes: [{type: tcp}]",
                "probes: [{type: tcp, port: 80, url: x}]",
                "probes: [{type: http, url: \"ftp://x/\"}]",
                "probes: [{type: line, port: 1, expect: \"\"}]",
                "probes: [{type: command, run: []}]",
                "hooks: [{when: before-freez, run: [x]}]",
                "hooks: [{when: after-resume}]",
                "group: \"$(id)\""
            })
    void refusesWhatTheReaderRefuses(String rest) {
        String text = TestInventories.withWorkload("  - {name: x, driver: process, host: a, %s}\n".formatted(rest));

        assertThat(validate(text)).isNotEmpty();
        assertThat(catchThrowable(
                        () -> new InventoryReader(List.of("process"), workload -> List.of()).read(text, "i.yaml")))
                .isInstanceOf(InventoryException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"30s", "1h30m", "250ms", "2d", "PT0.5S", "1h", "1d2h3m4s5ms"})
    void acceptsDurationsThatTheReaderAccepts(String duration) {
        String text = TestInventories.withWorkload(
                "  - {name: x, driver: process, host: a, policy: {holdDeadline: %s}}\n".formatted(duration));

        assertThat(validate(text)).isEmpty();
        assertThat(Quantities.duration(duration)).isPresent();
    }

    private List<String> validate(String yaml) {
        JsonSchema compiled =
                JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(schema);
        Object loaded = new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
        return compiled.validate(Json.mapper().valueToTree(loaded)).stream()
                .map(Object::toString)
                .toList();
    }

    private static JsonNode schema() {
        try (InputStream in = InventorySchemaTest.class.getResourceAsStream("/schema/inventory.schema.json")) {
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
