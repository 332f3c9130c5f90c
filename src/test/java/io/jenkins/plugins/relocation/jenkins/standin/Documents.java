// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Documents that tests generate: written with {@code -Drelocation.documents=true}, otherwise compared. */
public final class Documents {
    private Documents() {}

    public static void check(Path file, String expected) throws IOException {
        if (Boolean.getBoolean("relocation.documents")) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, expected);
        }
        assertThat(Files.exists(file) ? Files.readString(file) : "")
                .as("%s is not what it is generated from; run the test with -Drelocation.documents=true", file)
                .isEqualTo(expected);
    }
}
