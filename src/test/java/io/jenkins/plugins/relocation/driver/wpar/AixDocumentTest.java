// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.spi.Leg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/aix.md tells administrators of every command that the host script runs and of every precheck, and of no others. */
class AixDocumentTest {
    private static final String AIX =
            "lswpar|mkwpar|chwpar|startwpar|stopwpar|rmwpar|rebootwpar|wparexec|clogin|chkptwpar|restartwpar|resumewpar"
                    + "|killwpar|lparstat|skeyctl|prtconf|oslevel|lslpp|ps|netstat|df|mount|showmount|uname|lssrc|lsitab|vmstat|who|ifconfig|id";

    /** A command where one begins in a shell script, and its words up to the end of it. */
    private static final Pattern CALLED =
            Pattern.compile("(?m)(?:^\\s*|\\bcall |\\bask \\S+ |\\$\\(|\\bnohup |[;&|{)] |\\b(?:do|then|if|until) )("
                    + AIX + ")\\b((?: [^\\s;|&<>()]+)*)");

    private static final Pattern QUOTED = Pattern.compile("\"[^\"\\n]*\"|'[^'\\n]*'");
    private static final Pattern SPAN = Pattern.compile("`((?:" + AIX + ")(?: [^`]*)?)`");
    private static final Pattern CHECK =
            Pattern.compile("(?m)^\\| `([a-z.]+)` \\| (both|source|target) \\| (yes|no) \\| .+ \\|$");
    private static final Pattern TOOLS = Pattern.compile("for t_tool in ([^;]+);");

    @Test
    void namesEveryCommandAndNoOther() throws IOException {
        Set<String> run = new TreeSet<>();
        for (String script : scripts()) {
            CALLED.matcher(TOOLS.matcher(script).replaceAll("TOOLS"))
                    .results()
                    .map(AixDocumentTest::called)
                    .forEach(run::add);
        }

        assertThat(run).hasSizeGreaterThan(30);
        assertThat(documented()).isEqualTo(run);
    }

    @Test
    void namesEveryTool() throws IOException {
        String all = String.join("\n", scripts());
        Matcher tools = TOOLS.matcher(all);
        assertThat(tools.find()).isTrue();

        String text = document();
        assertThat(Arrays.stream(tools.group(1).strip().split("\\s+"))).allMatch(tool -> text.contains(tool));
    }

    @Test
    void namesEveryCheck() throws IOException {
        Map<String, String> checks = WparPrecheck.TABLE.stream()
                .collect(Collectors.toMap(
                        Check::id,
                        check -> "%s %s"
                                .formatted(
                                        check.end() == Leg.End.FROM ? "source" : "target",
                                        check.required() ? "yes" : "no"),
                        (source, target) -> source.replaceAll("source|target", "both"),
                        TreeMap::new));

        List<MatchResult> rows = CHECK.matcher(document()).results().toList();

        assertThat(rows).extracting(row -> row.group(1)).doesNotHaveDuplicates();
        assertThat(rows.stream()
                        .collect(Collectors.toMap(row -> row.group(1), row -> row.group(2) + " " + row.group(3))))
                .isEqualTo(checks);
    }

    /** Code of the host script for AIX, without comments and without what it says. */
    private static List<String> scripts() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("resources/host"))) {
            return files.filter(file -> file.getFileName().toString().startsWith("relocation-aix"))
                    .map(AixDocumentTest::code)
                    .toList();
        }
    }

    private static String code(Path file) {
        try {
            String code = Files.readString(file).replace("\\\n", " ").replaceAll("(?m)^\\s*#.*$", "");
            return QUOTED.matcher(code)
                    .replaceAll(quoted -> quoted.group().contains("$(")
                            ? Matcher.quoteReplacement(quoted.group().replace("\"", ""))
                            : "TEXT");
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String called(MatchResult call) {
        return normal(call.group(1) + call.group(2));
    }

    /** Command and options, without what they are about: "mkwpar -e -o -w". */
    private static String normal(String line) {
        List<String> words = List.of(line.strip().split("\\s+"));
        return words.get(0)
                + words.stream()
                        .skip(1)
                        .filter(word -> word.matches("-[A-Za-z@]+|delete|alias"))
                        .sorted()
                        .map(word -> " " + word)
                        .collect(Collectors.joining());
    }

    private static Set<String> documented() throws IOException {
        String section = document().split("## What will be run, as whom", 2)[1].split("\n## ", 2)[0];
        return section.lines()
                .filter(line -> line.startsWith("|"))
                .flatMap(line -> SPAN.matcher(line).results())
                .map(span -> normal(span.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String document() throws IOException {
        return Files.readString(Path.of("docs/aix.md"));
    }
}
