// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static java.util.Map.entry;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * Which package may use which, as docs/architecture.md says it. Packages need not exist yet, so every rule may find nothing to
 * look at.
 *
 * @param base the package that all others are in
 */
record Architecture(String base) {
    private static final Set<String> FRONT_ENDS = Set.of("rehearsal", "cli", "jenkins");
    private static final Set<String> LEAF = Set.of("spi", "model");

    /** What each package may use of ours, besides itself. Front ends use what is below them. */
    private static final Map<String, Set<String>> ARROWS = new TreeMap<>(Map.ofEntries(
            entry("model", Set.of()),
            entry("spi", Set.of("model")),
            entry("inventory", LEAF),
            entry("planner", LEAF),
            entry("journal", LEAF),
            entry("host", LEAF),
            entry("ssh", LEAF),
            entry("http", LEAF),
            entry("probe", LEAF),
            entry("change", LEAF),
            entry("approval", LEAF),
            entry("evidence", LEAF),
            entry("simulator", LEAF),
            entry("lab", LEAF),
            entry("driver", Set.of("host", "spi", "model")),
            entry("engine", Set.of("spi", "journal", "planner", "probe", "inventory", "model")),
            entry("controller", Set.of("driver", "host", "ssh", "http", "inventory", "engine", "spi", "model"))));

    /** Libraries that one package alone may know, so that one package has to change with them. */
    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "ssh", List.of("com.jcraft.jsch.."),
            "http", List.of("org.apache.hc.."),
            "simulator", List.of("org.apache.sshd.."),
            "rehearsal", List.of("groovy..", "org.codehaus.groovy.."),
            "cli", List.of("picocli.."),
            "jenkins",
                    List.of(
                            "hudson..",
                            "jenkins..",
                            "org.jenkinsci..",
                            "org.kohsuke..",
                            "org.jvnet.hudson..",
                            "com.cloudbees..",
                            "net.sf.json..",
                            "org.springframework.security..",
                            "jakarta.servlet..",
                            "javax.servlet.."));

    /** Parts of other packages that may know the libraries of one: the global variable is given to a script of Groovy's. */
    private static final Map<String, Set<String>> ALSO = Map.of("rehearsal", Set.of("jenkins.variable"));

    /** All rules, by name. */
    Map<String, ArchRule> rules() {
        Map<String, ArchRule> rules = new TreeMap<>();
        ARROWS.forEach((name, used) -> rules.put("arrows of " + name, arrows(name, used)));
        rules.put("arrows of rehearsal", arrows("rehearsal", ARROWS.keySet()));
        rules.put("arrows of cli", arrows("cli", with(ARROWS.keySet(), "rehearsal")));
        rules.put("arrows of jenkins", arrows("jenkins", without(ARROWS.keySet(), Set.of("simulator", "lab"))));
        rules.put("every package has its arrows", everyPackageHasItsArrows());
        rules.put("no cycles", slices().matching(base + ".(*)..").should().beFreeOfCycles());
        rules.put(
                "no cycles within parts",
                slices().matching(base + ".(**)").should().beFreeOfCycles());
        rules.put(
                "drivers apart",
                slices().matching(base + ".driver.(*)..").should().notDependOnEachOther());
        LIBRARIES.forEach((owner, packages) -> rules.put("library of " + owner, onlyIn(owner, packages)));
        rules.put("no standard streams", noStandardStreams());
        rules.put("no sleep", noSleep());
        rules.put("logging left alone", loggingLeftAlone());
        rules.replaceAll((name, rule) -> rule.allowEmptyShould(true).as(name));
        return rules;
    }

    private ArchRule arrows(String name, Set<String> used) {
        DescribedPredicate<JavaClass> allowed = resideInAnyPackage(inside(with(used, name)));
        return classes()
                .that()
                .resideInAPackage(inside(name))
                .should()
                .onlyDependOnClassesThat(not(resideInAPackage(base + "..")).or(allowed));
    }

    /** A new package does nothing until somebody has decided what it may use. */
    private ArchRule everyPackageHasItsArrows() {
        Set<String> known = new HashSet<>(ARROWS.keySet());
        known.addAll(FRONT_ENDS);
        return classes().should().resideInAnyPackage(inside(known));
    }

    private ArchRule onlyIn(String owner, List<String> packages) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(inside(with(ALSO.getOrDefault(owner, Set.of()), owner)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(packages.toArray(String[]::new));
    }

    private ArchRule noStandardStreams() {
        return noClasses()
                .that()
                .resideInAnyPackage(inside(Set.of(
                        "model",
                        "spi",
                        "engine",
                        "driver",
                        "host",
                        "ssh",
                        "http",
                        "probe",
                        "planner",
                        "journal",
                        "inventory")))
                .should(ACCESS_STANDARD_STREAMS);
    }

    private static ArchRule noSleep() {
        return noClasses()
                .should()
                .callMethodWhere(targets(Thread.class, Set.of("sleep")))
                .orShould()
                .callMethodWhere(targets(TimeUnit.class, Set.of("sleep")));
    }

    /** Loggers belong to the process that we run in: Jenkins's administrators set them up, not we. */
    private static ArchRule loggingLeftAlone() {
        return noClasses()
                .should()
                .callMethodWhere(targets(
                        Logger.class,
                        Set.of("setLevel", "addHandler", "removeHandler", "setFilter", "setUseParentHandlers")))
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(LogManager.class);
    }

    private static DescribedPredicate<JavaAccess<?>> targets(Class<?> owner, Set<String> names) {
        return DescribedPredicate.describe("target is %s.%s".formatted(owner.getSimpleName(), names), access -> {
            AccessTarget target = access.getTarget();
            return target.getOwner().isAssignableTo(owner) && names.contains(target.getName());
        });
    }

    private String inside(String name) {
        return "%s.%s..".formatted(base, name);
    }

    private String[] inside(Set<String> names) {
        return names.stream().map(this::inside).toArray(String[]::new);
    }

    private static Set<String> with(Set<String> names, String more) {
        return Set.copyOf(Stream.concat(names.stream(), Stream.of(more)).toList());
    }

    /** The .hpi holds neither of these: a use would fail only when it runs there. */
    private static Set<String> without(Set<String> names, Set<String> left) {
        List<String> kept = new ArrayList<>(names);
        kept.removeAll(left);
        return Set.copyOf(kept);
    }
}
