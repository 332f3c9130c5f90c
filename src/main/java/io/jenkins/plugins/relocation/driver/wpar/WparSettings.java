// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.driver.SettingValues;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.DriverFactory.SettingProblem;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Settings of a workload partition.
 *
 * @param wpar its name on its host
 * @param mode how it moves
 * @param checksum how the files of its image are checked before a copy may run
 */
record WparSettings(String wpar, Mode mode, Checksum checksum) {
    /** How a partition moves. */
    enum Mode {
        /** Live where both hosts and the partition allow it; otherwise static. */
        AUTO,
        LIVE,
        STATIC
    }

    /** How an image is checked, beside the sizes of its files. */
    enum Checksum {
        SHA256,
        /** Not at all: reading what was written once more would take part of the freeze. */
        NONE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final String WPAR = "wpar";
    private static final String MODE = "mode";
    private static final String CHECKSUM = "checksum";

    /** What AIX takes for a name: 25 bytes, without what its shell or its files would take for something else. */
    private static final Pattern NAME = Pattern.compile("[A-Za-z1-9_@#%?][A-Za-z1-9_@#%?-]{0,24}");

    WparSettings {
        requireNonNull(wpar, "wpar is null");
        requireNonNull(mode, "mode is null");
        requireNonNull(checksum, "checksum is null");
    }

    static WparSettings of(Workload workload) {
        SettingValues values = SettingValues.of(workload.settings());
        WparSettings settings = read(workload, values);
        SettingValues.require(workload, values.problems());
        return settings;
    }

    static List<SettingProblem> problems(Workload workload) {
        SettingValues values = SettingValues.of(workload.settings());
        read(workload, values);
        return values.problems();
    }

    private static WparSettings read(Workload workload, SettingValues values) {
        values.known("workload partitions", List.of(WPAR, MODE, CHECKSUM));
        String name = values.text(WPAR, NAME, "the name of a workload partition: 1 to 25 of A-Z a-z 1-9 _ @ # % ? -");
        if (!values.has(WPAR)) {
            name = workload.name();
            if (!NAME.matcher(name).matches()) {
                values.problem(WPAR, "is missing, and %s is not the name of a workload partition".formatted(name));
            }
        }
        Mode mode = values.choice(MODE, Mode.class).orElse(Mode.AUTO);
        return new WparSettings(
                name, mode, values.choice(CHECKSUM, Checksum.class).orElse(Checksum.SHA256));
    }
}
