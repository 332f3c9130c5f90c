// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A stage of its own for each test. */
abstract class OnStage {
    @TempDir
    Path directory;

    TestStage stage;

    @BeforeEach
    void prepare() {
        stage = new TestStage(directory);
    }
}
