// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.process.ProcessSettings.Selector;
import io.jenkins.plugins.relocation.driver.process.ProcessSettings.Tcp;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the settings of a process tree and collects everything that is wrong with them. */
final class SettingsReader {
    private static final List<String> SELECTORS = List.of("pidFile", "unit", "command");
    private static final List<String> KNOWN =
            List.of("pidFile", "unit", "command", "args", "tcp", "dataFiles", "fileLocks");
    private static final Pattern PATH = Pattern.compile("/[^\\p{Cntrl}]*[^\\p{Cntrl}/]");
    private static final Pattern UNIT = Pattern.compile("[A-Za-z0-9][A-Za-z0-9:_.@\\\\-]{0,200}\\.service");
    private static final int CLOSE_ENOUGH = 3;

    private final Map<String, Object> settings;
    private final List<SettingProblem> problems = new ArrayList<>();

    SettingsReader(Map<String, Object> settings) {
        this.settings = settings;
    }

    List<SettingProblem> problems() {
        return List.copyOf(problems);
    }

    /** The settings as far as they make sense; look at {@link #problems} before using them. */
    ProcessSettings read() {
        new TreeSet<>(settings.keySet()).forEach(this::checkKnown);
        return new ProcessSettings(selector(), tcp(), paths("dataFiles"), flag("fileLocks"));
    }

    private void checkKnown(String key) {
        if (!KNOWN.contains(key)) {
            String hint = nearest(key).map(" Did you mean %s?"::formatted).orElse("");
            problem(
                    key,
                    "is not a setting of process trees; known are %s.%s".formatted(String.join(", ", KNOWN), hint));
        }
    }

    private Selector selector() {
        List<String> given = SELECTORS.stream().filter(settings::containsKey).toList();
        if (given.size() != 1) {
            problem(
                    "",
                    "needs exactly one of pidFile, unit and command to find the process tree; given are %s"
                            .formatted(given.isEmpty() ? "none" : String.join(" and ", given)));
            return new Selector.ByCommand("/", List.of());
        }
        if (settings.containsKey("args") && !given.contains("command")) {
            problem("args", "goes with command only; leave it out");
        }
        return switch (given.get(0)) {
            case "pidFile" -> new Selector.PidFile(path("pidFile", settings.get("pidFile")));
            case "unit" -> new Selector.Unit(unit());
            default -> new Selector.ByCommand(path("command", settings.get("command")), texts("args"));
        };
    }

    private String unit() {
        if (settings.get("unit") instanceof String text && UNIT.matcher(text).matches()) {
            return text;
        }
        problem(
                "unit",
                "%s is not the name of a service unit; write it as in \"redis-server.service\""
                        .formatted(Names.quote(String.valueOf(settings.get("unit")))));
        return "";
    }

    private Tcp tcp() {
        Object value = settings.getOrDefault("tcp", "refuse");
        if ("close".equals(value)) {
            return Tcp.CLOSE;
        }
        if ("keep".equals(value)) {
            problem(
                    "tcp",
                    "keep needs an address that moves along; comes with the container driver. Use close or refuse");
        } else if (!"refuse".equals(value)) {
            problem("tcp", "%s is not known; use close or refuse".formatted(Names.quote(String.valueOf(value))));
        }
        return Tcp.REFUSE;
    }

    private boolean flag(String key) {
        Object value = settings.getOrDefault(key, false);
        if (!(value instanceof Boolean)) {
            problem(key, "%s is neither true nor false".formatted(Names.quote(String.valueOf(value))));
        }
        return Boolean.TRUE.equals(value);
    }

    private List<String> paths(String key) {
        List<String> paths = texts(key);
        for (int i = 0; i < paths.size(); i++) {
            path("%s[%d]".formatted(key, i), paths.get(i));
        }
        return paths;
    }

    private List<String> texts(String key) {
        Object value = settings.getOrDefault(key, List.of());
        if (value instanceof List<?> list
                && list.stream().allMatch(each -> each instanceof String text && !text.isEmpty())) {
            return list.stream().map(String.class::cast).toList();
        }
        problem(key, "must be a list of texts");
        return List.of();
    }

    private String path(String key, Object value) {
        if (!(value instanceof String text) || !PATH.matcher(text).matches() || (text + "/").contains("/../")) {
            problem(
                    key,
                    "%s is not an absolute path without '..' and control characters"
                            .formatted(Names.quote(String.valueOf(value))));
        }
        return String.valueOf(value);
    }

    private void problem(String setting, String message) {
        problems.add(new SettingProblem(setting, message));
    }

    private static Optional<String> nearest(String key) {
        return KNOWN.stream()
                .filter(known -> distance(key.toLowerCase(Locale.ROOT), known.toLowerCase(Locale.ROOT)) <= CLOSE_ENOUGH)
                .min(Comparator.comparingInt(known -> distance(key, known)));
    }

    /** How many letters have to be put in, taken out or replaced to make one word the other. */
    private static int distance(String a, String b) {
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
