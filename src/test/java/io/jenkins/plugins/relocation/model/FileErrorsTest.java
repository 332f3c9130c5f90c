// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Errors as the file system here really throws them. */
class FileErrorsTest {
    @TempDir
    private Path folder;

    @Test
    void aMissingFileDoesNotExist() {
        assertThat(reason(folder.resolve("missing"))).isEqualTo("it does not exist");
    }

    @Test
    void bytesThatAreNoTextAreNamedSo() throws IOException {
        Path latin = Files.write(folder.resolve("latin"), new byte[] {'f', (byte) 0xfc, 'r'});

        assertThat(reason(latin)).isEqualTo("it is not text in UTF-8");
    }

    @Test
    void otherReasonsAreToldInTheWordsOfTheSystem() {
        assertThat(reason(folder)).isEqualTo("Is a directory");
    }

    private static String reason(Path file) {
        return FileErrors.reason(catchThrowableOfType(IOException.class, () -> Files.readString(file)));
    }
}
