// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarInputStream;
import org.junit.jupiter.api.Test;

/** What is in the built plugin and in the built command line, and what must not be. */
class HpiIT {
    private static final Path HPI = Path.of("target", "workload-relocation.hpi");
    private static final Path CLI = Path.of("target", "relocation.jar");

    @Test
    void thePluginSaysWhatItIsAndWhatItNeeds() throws IOException {
        try (JarFile hpi = new JarFile(HPI.toFile())) {
            Attributes manifest = hpi.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Short-Name")).isEqualTo("workload-relocation");
            assertThat(manifest.getValue("Extension-Name")).isEqualTo("workload-relocation");
            assertThat(manifest.getValue("Group-Id")).isEqualTo("io.jenkins.plugins");
            assertThat(manifest.getValue("Plugin-Version")).isNotBlank();
            assertThat(manifest.getValue("Jenkins-Version")).isEqualTo("2.504.3");
            assertThat(manifest.getValue("Minimum-Java-Version")).isEqualTo("17");
            assertThat(manifest.getValue("Plugin-Dependencies").split(","))
                    .extracting(dependency -> dependency.replaceFirst(":.*", ""))
                    .containsExactly(
                            "workflow-step-api",
                            "workflow-api",
                            "workflow-cps",
                            "credentials",
                            "ssh-credentials",
                            "structs",
                            "jackson2-api",
                            "jsch",
                            "apache-httpcomponents-client-5-api",
                            "snakeyaml-api");
        }
    }

    @Test
    void theOnlyLibraryIsOurOwnAndMayBeSaved() throws IOException {
        try (JarFile hpi = new JarFile(HPI.toFile())) {
            assertThat(hpi.stream().map(JarEntry::getName).filter(name -> name.startsWith("WEB-INF/lib/")))
                    .containsExactlyInAnyOrder("WEB-INF/lib/", "WEB-INF/lib/workload-relocation.jar");
        }
        try (JarInputStream inner = inner()) {
            Attributes manifest = inner.getManifest().getMainAttributes();

            assertThat(manifest.getValue("Short-Name")).isEqualTo("workload-relocation");
            assertThat(manifest.getValue("Plugin-Version")).isNotBlank();
        }
    }

    @Test
    void thePluginHoldsItsOwnClassesOnly() throws IOException {
        Set<String> names = innerNames();

        assertThat(names)
                .contains(
                        "index.jelly",
                        "META-INF/annotations/hudson.Extension",
                        "META-INF/services/annotations/org.jenkinsci.Symbol",
                        "META-INF/services/annotations/hudson.init.Initializer",
                        "io/jenkins/plugins/relocation/jenkins/variable/Relocation.groovy",
                        "io/jenkins/plugins/relocation/jenkins/page/live.js",
                        "io/jenkins/plugins/relocation/jenkins/page/live.css",
                        "images/symbols/relocation.svg",
                        "io/jenkins/plugins/relocation/jenkins/Messages.properties",
                        "io/jenkins/plugins/relocation/jenkins/RelocationAction/index.jelly",
                        "io/jenkins/plugins/relocation/jenkins/step/RelocateStep/help.html",
                        "io/jenkins/plugins/relocation/jenkins/step/RelocateStep.class");
        assertThat(names)
                .filteredOn(name -> name.endsWith(".class"))
                .allMatch(name -> name.startsWith("io/jenkins/plugins/relocation/"))
                .noneMatch(name -> name.matches("io/jenkins/plugins/relocation/(cli|rehearsal|simulator|lab)/.*"));
    }

    @Test
    void theCommandLineHoldsNothingOfJenkins() throws IOException {
        try (JarFile cli = new JarFile(CLI.toFile())) {
            assertThat(cli.stream().map(JarEntry::getName))
                    .noneMatch(
                            name -> name.matches(
                                    "(hudson|jenkins|com/cloudbees|org/jenkinsci|org/kohsuke|net/sf/json|org/jvnet|org/springframework)/.*"))
                    .noneMatch(name -> name.startsWith("io/jenkins/plugins/relocation/jenkins/"))
                    .noneMatch(name -> name.startsWith("META-INF/annotations/hudson"))
                    .noneMatch(name -> name.startsWith("META-INF/services/annotations/"))
                    .noneMatch(name -> name.startsWith("images/") || name.equals("index.jelly"))
                    .contains("io/jenkins/plugins/relocation/model/Plan.class");
        }
    }

    private static Set<String> innerNames() throws IOException {
        Set<String> names = new HashSet<>();
        try (JarInputStream inner = inner()) {
            for (JarEntry entry = inner.getNextJarEntry(); entry != null; entry = inner.getNextJarEntry()) {
                names.add(entry.getName());
            }
        }
        return names;
    }

    private static JarInputStream inner() throws IOException {
        try (JarFile hpi = new JarFile(HPI.toFile());
                InputStream in = hpi.getInputStream(hpi.getEntry("WEB-INF/lib/workload-relocation.jar"))) {
            return new JarInputStream(new ByteArrayInputStream(in.readAllBytes()));
        }
    }
}
