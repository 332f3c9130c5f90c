// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/simulators.md says of every command and message where it comes from. */
class SimulatorsDocumentTest {
    private static final Path SOURCES = Path.of("src/main/java/io/jenkins/plugins/relocation/simulator/aix");
    private static final Pattern ID = Pattern.compile("(?<!\\d)(0960|1020|0513|0504|1832)-\\d{3}(?!\\d)");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(\\w+)` \\| (.+) \\|$");

    @Test
    void tellsOfEveryCommand() throws IOException {
        Set<String> documented = new TreeSet<>();
        Matcher row = ROW.matcher(document());
        while (row.find()) {
            assertThat(row.group(2)).containsPattern("capture|source|reconstruction|does nothing");
            documented.add(row.group(1));
        }

        assertThat(documented)
                .containsExactlyInAnyOrderElementsOf(Commands.PATHS.stream()
                        .map(path -> path.substring(path.lastIndexOf('/') + 1))
                        .toList());
    }

    @Test
    void tellsOfEveryMessage() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                code.append(Files.readString(source));
            }
        }

        assertThat(ids(document())).isEqualTo(ids(code.toString()));
    }

    private static Set<String> ids(String text) {
        Set<String> ids = new TreeSet<>();
        Matcher id = ID.matcher(text);
        while (id.find()) {
            ids.add(id.group());
        }
        return ids;
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/simulators.md"));
    }
}
