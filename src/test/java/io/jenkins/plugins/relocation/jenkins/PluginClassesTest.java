// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import hudson.Extension;
import java.io.Serializable;
import java.lang.reflect.Constructor;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.java.sezpoz.Index;
import net.java.sezpoz.IndexItem;
import org.junit.jupiter.api.Test;

/** What only a real Jenkins would tell of the plugin's classes, as far as the class files tell it. */
class PluginClassesTest {
    private static final String BASE = "io.jenkins.plugins.relocation.jenkins";
    private static final JavaClasses CLASSES =
            new ClassFileImporter().importPath(Path.of("target/classes/io/jenkins/plugins/relocation/jenkins"));

    /** Jenkins leaves such an extension out when the other plugin is not there; any other class would not load. */
    @Test
    void onlyOptionalExtensionsNeedAnOptionalPlugin() throws Exception {
        String[] optional = {"org.jenkinsci.plugins.workflow.cps..", "groovy..", "org.codehaus.groovy.."};

        classes()
                .that()
                .resideInAPackage(BASE + ".variable")
                .and()
                .areNotInterfaces()
                .should()
                .beAnnotatedWith(Extension.class)
                .check(CLASSES);
        noClasses()
                .that()
                .resideOutsideOfPackage(BASE + ".variable")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(optional)
                .orShould()
                .dependOnClassesThat(resideInAPackage(BASE + ".variable"))
                .check(CLASSES);
        for (JavaClass type : CLASSES) {
            if (type.getPackageName().equals(BASE + ".variable") && !type.isInterface()) {
                assertThat(type.getAnnotationOfType(Extension.class).optional())
                        .as(type.getName())
                        .isTrue();
            }
        }
    }

    /** An agent has the plugin's classes one by one from the controller, and of Jenkins only what calls are made of. */
    @Test
    void whatRunsOnAnAgentIsOneClass() {
        classes()
                .that()
                .haveSimpleName("HostRelay")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", "hudson.remoting..", "jenkins.security..", BASE + ".agent")
                .check(CLASSES);
        assertThat(CLASSES.get(BASE + ".agent.HostRelay").getDirectDependenciesFromSelf())
                .extracting(dependency -> dependency.getTargetClass().getName())
                .noneMatch(name -> name.startsWith("io.jenkins") && !name.equals(BASE + ".agent.HostRelay"));
    }

    /** Jenkins makes extensions by a constructor without parameters. */
    @Test
    void jenkinsCanMakeEveryExtension() throws Exception {
        List<String> made = new ArrayList<>();
        for (IndexItem<Extension, Object> item :
                Index.load(Extension.class, Object.class, getClass().getClassLoader())) {
            Class<?> type = Class.forName(item.className());
            Constructor<?> constructor = type.getDeclaredConstructor();

            assertThat(Modifier.isPublic(type.getModifiers()) && Modifier.isPublic(constructor.getModifiers()))
                    .as(type.getName())
                    .isTrue();
            assertThat(type.getEnclosingClass() == null || Modifier.isStatic(type.getModifiers()))
                    .as(type.getName())
                    .isTrue();
            made.add(type.getSimpleName());
        }
        assertThat(made).hasSize(15);
    }

    /** Else a later version could not read what this one has saved. */
    @Test
    void whateverIsSavedHasAVersion() {
        List<String> without = CLASSES.stream()
                .filter(type -> type.isAssignableTo(Serializable.class))
                .filter(type -> !type.isEnum() && !type.isRecord() && !type.isInterface())
                .filter(type -> !type.isAnonymousClass())
                .filter(type -> type.tryGetField("serialVersionUID").isEmpty())
                .map(JavaClass::getName)
                .toList();

        assertThat(without).isEmpty();
    }

    /** Records, optional values and times have fields that Jenkins cannot write or read. */
    @Test
    void whatJenkinsWritesIntoFilesHoldsNothingThatItCannotRead() {
        for (String name : List.of("RelocationAction", "RelocationConfiguration", "NamedInventory")) {
            assertThat(CLASSES.get(BASE + "." + name).getFields().stream()
                            .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                            .filter(field -> !field.getModifiers().contains(JavaModifier.TRANSIENT))
                            .map(field -> field.getRawType().getName()))
                    .as(name)
                    .isSubsetOf("int", "java.lang.String", "java.util.List");
        }
    }

    /** Extensions are made while Jenkins starts: what they are made with must not need what comes later. */
    @Test
    void noExtensionAsksForJenkinsWhileItIsMade() {
        List<String> asking = CLASSES.stream()
                .filter(type -> type.isAnnotatedWith(Extension.class))
                .flatMap(type -> type.getConstructors().stream())
                .flatMap(constructor -> constructor.getMethodCallsFromSelf().stream())
                .filter(call -> call.getTargetOwner().getName().equals("jenkins.model.Jenkins")
                        || call.getTarget().getName().startsWith("lookup"))
                .map(Object::toString)
                .toList();

        assertThat(asking).isEmpty();
        assertThat(Arrays.stream(RelocationConfiguration.class.getConstructors()))
                .hasSize(1);
    }
}
