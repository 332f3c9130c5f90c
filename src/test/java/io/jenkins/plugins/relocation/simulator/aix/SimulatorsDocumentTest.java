// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/simulators.md says of every command and message where it comes from. */
class SimulatorsDocumentTest {
    private static final Path SOURCES = Path.of("src/main/java/io/jenkins/plugins/relocation/simulator/aix");
    private static final Pattern ID = Pattern.compile("(?<!\\d)(0960|1020|0513|0504|1831|1832)-\\d{3}(?!\\d)");
    private static final Pattern WORDS = Pattern.compile("(?m)^\\| (`.+`) \\| (.+) \\|$");
    private static final Pattern WORD = Pattern.compile("`([^`]+)`");
    private static final Pattern REFUSED = Pattern.compile("new Refused\\(([^;]*);");
    private static final Pattern TEXT = Pattern.compile("\"([^\"]*)\"");
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
        assertThat(ids(document())).isEqualTo(ids(sources()));
    }

    @Test
    void tellsOfMessagesWithoutAnId() throws IOException {
        String sources = sources();
        Set<String> documented = new TreeSet<>();
        Matcher row = WORDS.matcher(document().split("Messages without an id:", 2)[1]);
        while (row.find()) {
            assertThat(row.group(2)).containsPattern("capture|reconstruction|made up|of the simulator");
            WORD.matcher(row.group(1)).results().map(words -> words.group(1)).forEach(documented::add);
        }

        assertThat(documented).isNotEmpty().allMatch(sources::contains);
        assertThat(REFUSED.matcher(sources).results().map(SimulatorsDocumentTest::said))
                .isNotEmpty()
                .allMatch(said -> ID.matcher(said).find()
                        || documented.stream().anyMatch(said::contains)
                        // What an exception says is said elsewhere.
                        || said.isEmpty());
    }

    /** The words of a refusal: all that stands in quotes in its statement. */
    private static String said(MatchResult refused) {
        return TEXT.matcher(refused.group(1))
                .results()
                .map(text -> text.group(1))
                .collect(Collectors.joining());
    }

    private static String sources() throws IOException {
        StringBuilder code = new StringBuilder();
        try (Stream<Path> sources = Files.list(SOURCES)) {
            for (Path source : sources.toList()) {
                code.append(Files.readString(source));
            }
        }
        return code.toString();
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
