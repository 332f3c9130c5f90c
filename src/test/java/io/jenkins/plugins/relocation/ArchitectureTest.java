// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.spi.Driver;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ArchitectureTest {
    private static final String BASE = "io.jenkins.plugins.relocation";
    private static final String WRONG = BASE + ".wrong";

    // Only our own packages: the signatures of the Jenkins API are compiled into the same directory.
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(BASE);
    private static final JavaClasses BREAKING = new ClassFileImporter().importPackages(WRONG);

    /** Which class of the test tree breaks which rule, and by using what. */
    private static final Map<String, Map.Entry<String, String>> BROKEN = Map.ofEntries(
            broken("arrows of model", "model.ModelUsesSpi", "spi.Interface"),
            broken("arrows of spi", "spi.SpiUsesEngine", "engine.Engine"),
            broken("arrows of probe", "probe.ProbeUsesHttp", "http.Client"),
            broken("arrows of driver", "driver.one.OneDriver", "engine.Engine"),
            broken("arrows of engine", "engine.Engine", "cli.Program"),
            broken("arrows of rehearsal", "rehearsal.RehearsalUsesCli", "cli.Program"),
            broken("arrows of cli", "cli.Program", "jenkins.Step"),
            broken("arrows of jenkins", "jenkins.Step", "lab.Laboratory"),
            broken("every package has its arrows", "stray.Stray", "stray"),
            broken("no cycles", "model.ModelUsesSpi", "spi.Interface"),
            broken("no cycles within parts", "model.ModelUsesSpi", "spi.Interface"),
            broken("drivers apart", "driver.one.OneDriver", "driver.two.TwoDriver"),
            broken("library of ssh", "planner.KnowsLibraries", "com.jcraft.jsch.JSch"),
            broken("library of http", "planner.KnowsLibraries", "org.apache.hc"),
            broken("library of simulator", "planner.KnowsLibraries", "org.apache.sshd"),
            broken("library of rehearsal", "planner.KnowsLibraries", "groovy.lang"),
            broken("library of cli", "planner.KnowsLibraries", "picocli"),
            broken("library of jenkins", "planner.KnowsLibraries", "hudson.wrong.JenkinsType"),
            broken("no standard streams", "engine.Engine", "System.out"),
            broken("no sleep", "engine.Engine", "Thread.sleep"),
            broken("logging left alone", "engine.Engine", "setLevel"));

    @ParameterizedTest
    @MethodSource("names")
    void holds(String name) {
        new Architecture(BASE).rules().get(name).check(OURS);
    }

    @ParameterizedTest
    @MethodSource("brokenNames")
    void seesAViolation(String name) {
        EvaluationResult result = new Architecture(WRONG).rules().get(name).evaluate(BREAKING);

        assertThat(result.hasViolation()).isTrue();
        assertThat(String.join("\n", result.getFailureReport().getDetails()))
                .contains(BROKEN.get(name).getKey(), BROKEN.get(name).getValue());
    }

    @Test
    void hasAViolationToSeeForEveryRuleButTheArrowsOfSomePackages() {
        Set<String> unproven = new TreeSet<>(new Architecture(BASE).rules().keySet());
        unproven.removeAll(BROKEN.keySet());

        assertThat(unproven).allMatch(name -> name.startsWith("arrows of "));
    }

    @Test
    void allowsWhatIsRight() {
        assertThat(new Architecture(WRONG)
                        .rules()
                        .get("arrows of host")
                        .evaluate(BREAKING)
                        .hasViolation())
                .isFalse();
    }

    @Test
    void looksAtTheRealClasses() {
        assertThat(OURS.contain(Plan.class)).isTrue();
        assertThat(OURS.contain(Driver.class)).isTrue();
        assertThat(OURS.contain(ArchitectureTest.class)).isFalse();
    }

    static Stream<String> names() {
        return new Architecture(BASE).rules().keySet().stream();
    }

    static Stream<String> brokenNames() {
        return BROKEN.keySet().stream().sorted();
    }

    private static Map.Entry<String, Map.Entry<String, String>> broken(String rule, String by, String using) {
        return Map.entry(rule, Map.entry(by, using));
    }
}
