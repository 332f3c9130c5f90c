// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.SettingValues;
import io.jenkins.plugins.relocation.driver.TcpPolicy;
import io.jenkins.plugins.relocation.driver.process.ProcessSettings.Selector;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import java.util.List;
import java.util.Map;

/** Reads the settings of a process tree and collects everything that is wrong with them. */
final class SettingsReader {
    private static final List<String> SELECTORS = List.of("pidFile", "unit", "command");
    private static final List<String> KNOWN =
            List.of("pidFile", "unit", "command", "args", "tcp", "dataFiles", "fileLocks");

    private final SettingValues values;

    SettingsReader(Map<String, Object> settings) {
        this.values = SettingValues.of(settings);
    }

    List<SettingProblem> problems() {
        return values.problems();
    }

    /** The settings as far as they make sense; look at {@link #problems} before using them. */
    ProcessSettings read() {
        values.known("process trees", KNOWN);
        return new ProcessSettings(
                selector(),
                values.choice("tcp", TcpPolicy.class).orElse(TcpPolicy.REFUSE),
                values.paths("dataFiles"),
                values.flag("fileLocks"));
    }

    private Selector selector() {
        List<String> given = SELECTORS.stream().filter(values::has).toList();
        if (given.size() != 1) {
            values.problem(
                    "",
                    "needs exactly one of pidFile, unit and command to find the process tree; given are %s"
                            .formatted(given.isEmpty() ? "none" : String.join(" and ", given)));
            return new Selector.ByCommand("/", List.of());
        }
        if (values.has("args") && !given.contains("command")) {
            values.problem("args", "goes with command only; leave it out");
        }
        return switch (given.get(0)) {
            case "pidFile" -> new Selector.PidFile(values.path("pidFile"));
            case "unit" -> new Selector.Unit(values.unit("unit"));
            default -> new Selector.ByCommand(values.path("command"), values.texts("args"));
        };
    }
}
