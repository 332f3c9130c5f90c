// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.Extension;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import javax.xml.parsers.DocumentBuilderFactory;
import net.java.sezpoz.Index;
import org.jenkinsci.Symbol;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** What Jenkins finds by looking through the plugin: views, icons and indexes. */
class ViewsTest {
    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    private static final Path RESOURCES = Path.of("resources");
    private static final Path VIEWS = RESOURCES.resolve("io/jenkins/plugins/relocation/jenkins");

    @Test
    void everyViewEscapesWhatItShows() throws Exception {
        List<Path> views = files(".jelly");
        assertThat(views).hasSizeGreaterThanOrEqualTo(7);

        for (Path view : views) {
            String text = Files.readString(view);

            assertThat(text).as(view.toString()).startsWith("<?jelly escape-by-default='true'?>\n");
            assertThat(text)
                    .as("%s must not switch escaping off", view)
                    .doesNotContain("j:out", "st:out", "escapeText", "escapeXml", "rawHtml", "<![CDATA[");
        }
    }

    @Test
    void everyViewIsWellFormedAndHasNoInlineScriptOrStyle() throws Exception {
        for (Path view : files(".jelly")) {
            NodeList elements = parse(view).getElementsByTagName("*");
            for (int i = 0; i < elements.getLength(); i++) {
                Element element = (Element) elements.item(i);

                assertThat(element.getLocalName()).as(view.toString()).isNotIn("script", "style");
                for (int a = 0; a < element.getAttributes().getLength(); a++) {
                    String attribute =
                            element.getAttributes().item(a).getNodeName().toLowerCase(Locale.ROOT);
                    assertThat(attribute)
                            .as(view.toString())
                            .isNotEqualTo("style")
                            .doesNotStartWith("on");
                }
            }
        }
    }

    /** Jelly reads a text as a message pattern, and what stands in parentheses as its arguments. */
    @Test
    void everyTextOfAViewIsAPatternWithoutArguments() throws Exception {
        Pattern texts = Pattern.compile("\\$\\{%([^}]*)\\}");
        int seen = 0;
        for (Path view : files(".jelly")) {
            Matcher text = texts.matcher(Files.readString(view));
            while (text.find()) {
                seen++;
                assertThat(text.group(1)).as(view.toString()).doesNotContain("'", "\"", "(", ")", "{");
            }
        }
        assertThat(seen).isGreaterThan(60);
    }

    /** Jelly's expressions have words of their own, which are no names of properties there. */
    @Test
    void noExpressionUsesAWordOfJelly() throws Exception {
        Pattern paths = Pattern.compile("\\$\\{!?(?:empty\\()?([a-z][\\w.]*)");
        Set<String> words =
                Set.of("empty", "size", "and", "or", "not", "eq", "ne", "lt", "le", "gt", "ge", "div", "mod");
        for (Path view : files(".jelly")) {
            Matcher path = paths.matcher(Files.readString(view));
            while (path.find()) {
                assertThat(path.group(1).split("[.]")).as(view.toString()).doesNotContainAnyElementsOf(words);
            }
        }
    }

    /** Jelly takes away the white space at both ends of what stands in one of its tags. */
    @Test
    void noTextNeedsASpaceThatJellyTakesAway() throws Exception {
        for (Path view : files(".jelly")) {
            assertThat(Files.readString(view))
                    .as(view.toString())
                    .doesNotContainPattern("<j:(if|when|otherwise|forEach)\\b[^>]*> +[^\\s<]")
                    .doesNotContainPattern("[^\\s>] +</j:(if|when|otherwise|forEach)>");
        }
    }

    @Test
    void everyScriptAndStyleOfAViewIsThere() throws Exception {
        int seen = 0;
        for (Path view : files(".jelly")) {
            NodeList adjuncts = parse(view).getElementsByTagNameNS("jelly:stapler", "adjunct");
            for (int i = 0; i < adjuncts.getLength(); i++) {
                String name = ((Element) adjuncts.item(i)).getAttribute("includes");
                seen++;
                assertThat(RESOURCES.resolve(name.replace('.', '/') + ".js")).exists();
                assertThat(RESOURCES.resolve(name.replace('.', '/') + ".css")).exists();
            }
        }
        assertThat(seen).isEqualTo(2);
    }

    @Test
    void everyViewAndHelpBelongsToAClass() throws Exception {
        for (Path view :
                Stream.concat(files(".jelly").stream(), files(".html").stream()).toList()) {
            if (view.startsWith(VIEWS)) {
                String name = RESOURCES.relativize(view.getParent()).toString().replace('/', '.');

                assertThat(Class.forName(name)).isNotNull();
            }
        }
    }

    @Test
    void theIconOfThePageIsThere() throws Exception {
        String icon = new RelocationRuns().getIconFileName();

        assertThat(icon).isEqualTo("symbol-relocation plugin-workload-relocation");
        assertThat(parse(RESOURCES.resolve("images/symbols/relocation.svg"))
                        .getDocumentElement()
                        .getLocalName())
                .isEqualTo("svg");
    }

    @Test
    void jenkinsFindsEveryExtension() {
        List<String> indexed = new ArrayList<>();
        Index.load(Extension.class, Object.class, getClass().getClassLoader())
                .forEach(item -> indexed.add(item.className().replaceFirst("^.*[.]", "")));

        assertThat(indexed)
                .contains(
                        "Engines",
                        "RelocationRuns",
                        "Retention",
                        "RelocationVariable",
                        "RelocationSource",
                        "RelocationCallStep$DescriptorImpl",
                        "NamedInventory$DescriptorImpl",
                        "RelocationConfiguration",
                        "RelocationPlanStep$DescriptorImpl",
                        "PrecheckStep$DescriptorImpl",
                        "CheckpointStep$DescriptorImpl",
                        "RelocateStep$DescriptorImpl",
                        "VerifyStep$DescriptorImpl",
                        "RollbackStep$DescriptorImpl");
    }

    @Test
    void symbolsAreFoundByName() throws Exception {
        List<String> indexed =
                Files.readAllLines(RESOURCES.resolve("META-INF/services/annotations/org.jenkinsci.Symbol"));

        assertThat(indexed)
                .containsExactly(
                        RelocationConfiguration.class.getName(), NamedInventory.DescriptorImpl.class.getName());
        assertThat(RelocationConfiguration.class.getAnnotation(Symbol.class).value())
                .containsExactly("relocation");
        assertThat(StreamSupport.stream(
                                Index.load(
                                                Extension.class,
                                                Object.class,
                                                getClass().getClassLoader())
                                        .spliterator(),
                                false)
                        .map(item -> item.className())
                        .filter(ViewsTest::hasSymbol))
                .containsExactlyInAnyOrderElementsOf(indexed);
    }

    private static boolean hasSymbol(String className) {
        try {
            return Arrays.stream(Class.forName(className).getAnnotations())
                    .map(Annotation::annotationType)
                    .anyMatch(Symbol.class::equals);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static List<Path> files(String suffix) throws IOException {
        try (Stream<Path> all = Stream.concat(Files.walk(VIEWS), Stream.of(RESOURCES.resolve("index.jelly")))) {
            return all.filter(path -> path.toString().endsWith(suffix)).toList();
        }
    }

    private static Document parse(Path view) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder().parse(view.toFile());
    }
}
