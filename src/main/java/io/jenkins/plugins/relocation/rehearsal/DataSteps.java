// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import io.jenkins.plugins.relocation.model.Json;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.representer.Representer;

/** Steps that read and write YAML, JSON and properties, as those of the Pipeline Utility Steps do. */
final class DataSteps {
    private static final String FILE = "file";
    private static final String TEXT = "text";
    private static final String JSON = "json";
    private static final String DATA = "data";
    private static final String DATAS = "datas";
    private static final String RETURN_TEXT = "returnText";

    static final List<StepSpec> ALL = List.of(
            StepSpec.of("readYaml", DataSteps::readYaml, Set.of(), FILE, TEXT, "codePointLimit number")
                    .namesEverything(),
            StepSpec.of(
                            "writeYaml",
                            DataSteps::writeYaml,
                            Set.of(),
                            FILE,
                            "data any",
                            "datas any",
                            "charset",
                            "overwrite flag",
                            "returnText flag")
                    .namesEverything(),
            StepSpec.of("readJSON", DataSteps::readJson, Set.of(), FILE, TEXT, "returnPojo flag")
                    .namesEverything(),
            StepSpec.of(
                    "writeJSON", DataSteps::writeJson, Set.of(), "json! any", FILE, "pretty number", "returnText flag"),
            StepSpec.of(
                            "readProperties",
                            DataSteps::readProperties,
                            Set.of(),
                            FILE,
                            TEXT,
                            "defaults any",
                            "interpolate flag",
                            "charset")
                    .namesEverything());

    private DataSteps() {}

    private static Object readYaml(Arguments arguments, Build build) {
        LoaderOptions limits = new LoaderOptions();
        limits.setAllowDuplicateKeys(false);
        try {
            List<Object> documents = new ArrayList<>();
            new Yaml(new SafeConstructor(limits))
                    .loadAll(source(arguments, build))
                    .forEach(documents::add);
            return documents.size() == 1 ? documents.get(0) : documents;
        } catch (YAMLException e) {
            throw arguments.fail("this is no YAML: %s", e.getMessage());
        }
    }

    private static Object writeYaml(Arguments arguments, Build build) {
        if (arguments.has(DATA) == arguments.has(DATAS)) {
            throw arguments.fail("writeYaml needs exactly one of data and datas");
        }
        DumperOptions layout = new DumperOptions();
        layout.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        layout.setSplitLines(false);
        Yaml yaml = new Yaml(new SafeConstructor(new LoaderOptions()), new Representer(layout), layout);
        Object data = plain(arguments.has(DATA) ? arguments.value(DATA) : arguments.value(DATAS));
        try {
            String text = arguments.has(DATA) ? yaml.dump(data) : yaml.dumpAll(((List<?>) data).iterator());
            return written(arguments, text, arguments.flag("overwrite", false), build);
        } catch (YAMLException | ClassCastException e) {
            throw arguments.fail("this cannot be written as YAML: %s", e.getMessage());
        }
    }

    private static Object readJson(Arguments arguments, Build build) {
        try {
            return Json.mapper().readValue(source(arguments, build), Object.class);
        } catch (JsonProcessingException e) {
            throw arguments.fail("this is no JSON: %s", e.getOriginalMessage());
        }
    }

    private static Object writeJson(Arguments arguments, Build build) {
        try {
            ObjectWriter writer = arguments.number("pretty", 0) > 0
                    ? Json.mapper().writerWithDefaultPrettyPrinter()
                    : Json.mapper().writer();
            return written(arguments, writer.writeValueAsString(plain(arguments.value(JSON))), true, build);
        } catch (JsonProcessingException e) {
            throw arguments.fail("this cannot be written as JSON: %s", e.getOriginalMessage());
        }
    }

    private static Object readProperties(Arguments arguments, Build build) throws IOException {
        Map<String, Object> all = new LinkedHashMap<>();
        if (arguments.value("defaults") instanceof Map<?, ?> defaults) {
            defaults.forEach((name, value) -> all.put(String.valueOf(name), String.valueOf(value)));
        }
        Properties read = new Properties();
        read.load(new StringReader(source(arguments, build)));
        read.stringPropertyNames().stream().sorted().forEach(name -> all.put(name, read.getProperty(name)));
        return all;
    }

    private static String source(Arguments arguments, Build build) {
        if (arguments.has(FILE) == arguments.has(TEXT)) {
            throw arguments.fail("%s needs exactly one of file and text", arguments.owner());
        }
        return arguments.has(TEXT) ? arguments.text(TEXT) : build.files().read(file(arguments, build));
    }

    private static Object written(Arguments arguments, String text, boolean overwrite, Build build) {
        if (arguments.flag(RETURN_TEXT, false)) {
            if (arguments.has(FILE)) {
                throw arguments.fail("%s takes file or returnText, not both", arguments.owner());
            }
            return text;
        }
        Path file = file(arguments, build);
        if (!overwrite && build.files().exists(file)) {
            throw arguments.fail("the file %s is there already: say overwrite: true", file);
        }
        FileSteps.write(file, text, build);
        return null;
    }

    private static Path file(Arguments arguments, Build build) {
        if (!build.frame().node()) {
            throw arguments.fail(
                    "%s of a file needs an agent: put it into node { … }, or into a stage with an agent",
                    arguments.owner());
        }
        return build.frame().directory().resolve(arguments.text(FILE));
    }

    /** Values that YAML and JSON know; texts that Groovy has not put together yet become texts. */
    private static Object plain(Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, Object> plain = new LinkedHashMap<>();
            map.forEach((key, item) -> plain.put(String.valueOf(key), plain(item)));
            return plain;
        }
        if (value instanceof Iterable<?> items) {
            List<Object> plain = new ArrayList<>();
            items.forEach(item -> plain.add(plain(item)));
            return plain;
        }
        return value instanceof CharSequence text ? text.toString() : value;
    }
}
