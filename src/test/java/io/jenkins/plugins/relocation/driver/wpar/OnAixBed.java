// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A bed of its own for each test. */
abstract class OnAixBed {
    @TempDir
    private Path directory;

    AixBed bed;

    @BeforeEach
    void start() {
        bed = new AixBed(directory);
    }

    @AfterEach
    void stop() {
        bed.close();
    }
}
