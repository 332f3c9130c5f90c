// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/**
 * What a rehearsal is told instead of finding it out. The first regular expression that is found in a command or in an
 * input's id or message answers it.
 *
 * @param sh answers to commands, by regular expression
 * @param input answers to inputs, by regular expression
 * @param params values of build parameters, by name
 * @param credentials what stands for credentials, by id
 */
public record Answers(
        Map<String, Shell> sh,
        Map<String, Input> input,
        Map<String, String> params,
        Map<String, Credential> credentials) {
    /** No answers. */
    public static final Answers NONE = new Answers(Map.of(), Map.of(), Map.of(), Map.of());

    /**
     * What a command did.
     *
     * @param stdout what it wrote
     * @param status its exit status, 0 to 255
     */
    public record Shell(String stdout, Integer status) {
        public Shell {
            stdout = stdout == null ? "" : stdout;
            status = status == null ? Integer.valueOf(0) : status;
            if (status < 0 || status > 255) {
                throw new IllegalArgumentException("status %d must be 0 to 255".formatted(status));
            }
        }
    }

    /**
     * What a person answered.
     *
     * @param proceed whether they agreed
     * @param submitter who it was
     * @param parameters values by name; the defaults stand for the others
     */
    public record Input(Boolean proceed, String submitter, Map<String, String> parameters) {
        public Input {
            proceed = proceed == null || proceed;
            submitter = submitter == null ? "" : submitter;
            parameters = copy(parameters);
        }
    }

    public Answers {
        sh = copy(sh);
        input = copy(input);
        params = copy(params);
        credentials = copy(credentials);
        sh.keySet().forEach(Answers::requirePattern);
        input.keySet().forEach(Answers::requirePattern);
    }

    /**
     * Reads a JSON file, or a YAML file when its name ends in .yaml or .yml.
     *
     * @throws RelocationException {@code BAD_INPUT} when it cannot be read or says something unknown
     */
    public static Answers read(Path file) {
        try {
            return Json.mapper().treeToValue(tree(file), Answers.class);
        } catch (JsonProcessingException e) {
            throw bad(file, e.getOriginalMessage(), e);
        } catch (YAMLException | IOException e) {
            throw bad(file, e.getMessage(), e);
        }
    }

    /** Names no values: they may be secrets. */
    @Override
    public String toString() {
        return "Answers[sh=%s, input=%s, params=%s, credentials=%s]"
                .formatted(sh.keySet(), input.keySet(), params.keySet(), credentials.keySet());
    }

    /** The answer to a command. */
    Optional<Shell> toCommand(String command) {
        return find(sh, command);
    }

    /** The answer to an input. */
    Optional<Input> toInput(String id, String message) {
        return find(input, id).or(() -> find(input, message));
    }

    private static JsonNode tree(Path file) throws IOException {
        String name = file.toString();
        String text = Files.readString(file);
        if (name.endsWith(".yaml") || name.endsWith(".yml")) {
            LoaderOptions limits = new LoaderOptions();
            limits.setMaxAliasesForCollections(0);
            limits.setAllowDuplicateKeys(false);
            return Json.mapper().valueToTree(new Yaml(new SafeConstructor(limits)).load(text));
        }
        return Json.mapper().readTree(text);
    }

    private static <T> Optional<T> find(Map<String, T> answers, String text) {
        return answers.entrySet().stream()
                .filter(answer -> Pattern.compile(answer.getKey()).matcher(text).find())
                .map(Map.Entry::getValue)
                .findFirst();
    }

    private static void requirePattern(String text) {
        try {
            Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "\"%s\" is not a regular expression: %s".formatted(text, e.getMessage()));
        }
    }

    private static <T> Map<String, T> copy(Map<String, T> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new LinkedHashMap<>(map));
    }

    private static RelocationException bad(Path file, String why, Exception cause) {
        return new RelocationException(
                ErrorCode.BAD_INPUT,
                "cannot use the answers in %s: %s; it may hold sh, input, params and credentials"
                        .formatted(file.getFileName(), why),
                cause);
    }
}
