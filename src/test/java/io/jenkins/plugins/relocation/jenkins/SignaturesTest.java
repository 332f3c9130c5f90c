// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The signatures of the Jenkins API that the plugin is compiled against: those that it uses, and no more. */
class SignaturesTest {
    private static final Path SIGNATURES = Path.of("src/jenkins-api/java");
    private static final Pattern JENKINS = Pattern.compile(
            "(hudson|jenkins|org\\.jenkinsci|org\\.kohsuke|org\\.jvnet|com\\.cloudbees|com\\.google|net\\.sf|org\\.springframework)\\..*");

    @Test
    void everyClassOfJenkinsThatIsUsedHasASignature() throws Exception {
        Set<String> uncovered = new TreeSet<>(used());
        uncovered.removeAll(signatures());

        assertThat(uncovered).isEmpty();
    }

    @Test
    void everySignatureIsUsedOrSaysWhatAUsedOneIs() throws Exception {
        JavaClasses known = new ClassFileImporter()
                .withImportOption(location -> !location.contains("io/jenkins/plugins/relocation"))
                .importPath(Path.of("target/classes"));
        Set<String> needed = new TreeSet<>(used());
        for (int before = 0; before < needed.size(); ) {
            before = needed.size();
            for (String name : Set.copyOf(needed)) {
                known.get(name).getDirectDependenciesFromSelf().stream()
                        .map(dependency -> dependency
                                .getTargetClass()
                                .getBaseComponentType()
                                .getName())
                        .map(SignaturesTest::outer)
                        .filter(SignaturesTest::ofJenkins)
                        .forEach(needed::add);
            }
        }

        assertThat(needed).isEqualTo(signatures());
    }

    private static Set<String> used() {
        // Nothing else knows Jenkins, as ArchitectureTest says.
        JavaClasses own =
                new ClassFileImporter().importPath(Path.of("target/classes/io/jenkins/plugins/relocation/jenkins"));
        return own.stream()
                .flatMap(type -> type.getDirectDependenciesFromSelf().stream())
                .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                .map(JavaClass::getName)
                .map(SignaturesTest::outer)
                .filter(SignaturesTest::ofJenkins)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String outer(String name) {
        return name.replaceFirst("\\$.*", "");
    }

    private static boolean ofJenkins(String name) {
        return JENKINS.matcher(name).matches();
    }

    private static Set<String> signatures() throws IOException {
        try (Stream<Path> files = Files.walk(SIGNATURES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(file -> SIGNATURES.relativize(file).toString())
                    .map(file -> file.replaceFirst("\\.java$", "").replace('/', '.'))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
