// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Nearest;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Takes values out of a workload's settings and collects everything that is wrong with them. */
public final class SettingValues {
    private static final Pattern PATH = Pattern.compile("/[^\\p{Cntrl}]*[^\\p{Cntrl}/]");
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:_.@\\\\-]{0,200}\\.service");

    private final Map<String, Object> settings;
    private final String prefix;
    private final List<SettingProblem> problems;

    private SettingValues(Map<String, Object> settings, String prefix, List<SettingProblem> problems) {
        this.settings = settings;
        this.prefix = prefix;
        this.problems = problems;
    }

    /** The values of a workload's settings. */
    public static SettingValues of(Map<String, Object> settings) {
        return new SettingValues(settings, "", new ArrayList<>());
    }

    /** What is wrong with the values that were taken so far. */
    public List<SettingProblem> problems() {
        return List.copyOf(problems);
    }

    /**
     * Ends the reading of a workload's settings.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} naming everything that is wrong with them
     */
    public static void require(Workload workload, List<SettingProblem> problems) {
        if (!problems.isEmpty()) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "settings of workload %s: %s"
                            .formatted(
                                    workload.name(),
                                    problems.stream()
                                            .map(problem -> Stream.of(problem.setting(), problem.message())
                                                    .filter(text -> !text.isEmpty())
                                                    .collect(Collectors.joining(": ")))
                                            .collect(Collectors.joining("; "))));
        }
    }

    public boolean has(String key) {
        return settings.containsKey(key);
    }

    /** Adds what is wrong with a setting; an empty key: with all of them together. */
    public void problem(String key, String message) {
        problems.add(new SettingProblem(prefix + key, message));
    }

    /** Everything else is a problem. {@code what} these are settings of: "containers". */
    public void known(String what, List<String> known) {
        new TreeSet<>(settings.keySet()).forEach(key -> {
            if (!known.contains(key)) {
                problem(key, "is not a setting of %s; %s".formatted(what, Nearest.hint(key, known)));
            }
        });
    }

    /** The map below a key; empty: there is none. */
    public Optional<SettingValues> map(String key, List<String> known) {
        Object value = settings.get(key);
        if (value == null) {
            return Optional.empty();
        }
        if (!(value instanceof Map<?, ?> map)) {
            problem(key, "must be a map of %s".formatted(String.join(", ", known)));
            return Optional.empty();
        }
        Map<String, Object> below = new TreeMap<>();
        map.forEach((name, each) -> below.put(String.valueOf(name), each));
        SettingValues values = new SettingValues(below, prefix + key + ".", problems);
        values.known(key, known);
        return Optional.of(values);
    }

    /** A text that matches; empty: it is not set, or is a problem. {@code what} it has to be: "the name of a bridge". */
    public String text(String key, Pattern pattern, String what) {
        Object value = settings.get(key);
        return value == null ? "" : text(key, value, pattern, what);
    }

    private String text(String key, Object value, Pattern pattern, String what) {
        if (value instanceof String text && pattern.matcher(text).matches() && !(text + "/").contains("/../")) {
            return text;
        }
        problem(key, "%s is not %s".formatted(Names.quote(String.valueOf(value)), what));
        return "";
    }

    public String path(String key) {
        return text(key, PATH, "an absolute path without '..' and control characters");
    }

    public String unit(String key) {
        return text(key, UNIT, "the name of a service unit, such as \"redis-server.service\"");
    }

    /** Absolute paths; one that is none is a problem and left out. */
    public List<String> paths(String key) {
        List<String> paths = new ArrayList<>();
        List<String> texts = texts(key);
        for (int i = 0; i < texts.size(); i++) {
            String path = text(
                    "%s[%d]".formatted(key, i),
                    texts.get(i),
                    PATH,
                    "an absolute path without '..' and control characters");
            if (!path.isEmpty()) {
                paths.add(path);
            }
        }
        return paths;
    }

    /** Texts that are not empty. */
    public List<String> texts(String key) {
        Object value = settings.getOrDefault(key, List.of());
        if (value instanceof List<?> list
                && list.stream().allMatch(each -> each instanceof String text && !text.isEmpty())) {
            return list.stream().map(String.class::cast).toList();
        }
        problem(key, "must be a list of texts");
        return List.of();
    }

    /** One of some words, in small letters; empty: it is not set, or is a problem. */
    public <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
        Object value = settings.get(key);
        if (value == null) {
            return Optional.empty();
        }
        List<String> words = Stream.of(type.getEnumConstants())
                .map(each -> each.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = words.indexOf(value);
        if (index < 0) {
            String seen = String.valueOf(value);
            problem(key, "%s is not known; %s".formatted(Names.quote(seen), Nearest.hint(seen, words)));
            return Optional.empty();
        }
        return Optional.of(type.getEnumConstants()[index]);
    }

    /** False when it is not set. */
    public boolean flag(String key) {
        Object value = settings.getOrDefault(key, false);
        if (!(value instanceof Boolean)) {
            problem(key, "%s is neither true nor false".formatted(Names.quote(String.valueOf(value))));
        }
        return Boolean.TRUE.equals(value);
    }
}
