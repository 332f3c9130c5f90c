// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every text has a key, and every key is used. */
class MessagesTest {
    private static final Path SOURCES = Path.of("src/main/java/io/jenkins/plugins/relocation/jenkins");
    private static final Path TEXTS = Path.of("resources/io/jenkins/plugins/relocation/jenkins/Messages.properties");

    @Test
    void everyKeyThatIsUsedExistsAndEveryKeyIsUsed() throws Exception {
        Set<String> used = new TreeSet<>();
        Set<String> bySuffix = new TreeSet<>();
        try (Stream<Path> files = Files.walk(SOURCES)) {
            files.filter(file -> file.toString().endsWith(".java")).forEach(file -> {
                Matcher keys = Pattern.compile("\"([A-Z]\\w+\\.[a-z]\\w+)\"").matcher(read(file));
                while (keys.find()) {
                    used.add(keys.group(1));
                }
            });
        }
        for (String name : texts().stringPropertyNames()) {
            // Put together from the name of a class or permission.
            if (name.matches("\\w+Step\\.displayName|RelocationPermissions\\.[A-Z]\\w+")) {
                bySuffix.add(name);
            }
        }

        assertThat(bySuffix).hasSize(11);
        used.removeAll(bySuffix);
        // A file.
        used.remove("Relocation.groovy");
        Set<String> rest = new TreeSet<>(texts().stringPropertyNames());
        rest.removeAll(bySuffix);
        assertThat(used).isEqualTo(rest);
    }

    @Test
    void everyTextIsAPatternThatKeepsItsQuotes() throws Exception {
        Properties texts = texts();
        for (String key : texts.stringPropertyNames()) {
            String shown =
                    new MessageFormat(texts.getProperty(key), Locale.ROOT).format(new Object[] {1, "two", "three"});

            assertThat(shown).as(key).isNotBlank().doesNotContain("{", "''");
            assertThat(texts.getProperty(key).replace("''", "")).as(key).doesNotContain("'");
        }
    }

    private static Properties texts() throws IOException {
        Properties texts = new Properties();
        try (Reader reader = Files.newBufferedReader(TEXTS)) {
            texts.load(reader);
        }
        return texts;
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
