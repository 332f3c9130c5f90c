// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.jenkins.NamedInventory;
import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import io.jenkins.plugins.relocation.jenkins.standin.HelpText;
import java.lang.reflect.Method;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.Test;

/** Every data-bound field can be seen, explained and read back. */
class StepFormsTest {
    @Test
    void everyFieldHasAGetterOfTheSameType() throws Exception {
        for (Map.Entry<Class<?>, String> field : fields()) {
            String suffix = Character.toUpperCase(field.getValue().charAt(0))
                    + field.getValue().substring(1);

            Method getter = field.getKey().getMethod("get" + suffix);

            for (Method setter : field.getKey().getMethods()) {
                if (setter.getName().equals("set" + suffix)) {
                    assertThat(setter.getGenericParameterTypes()[0]).isEqualTo(getter.getGenericReturnType());
                }
            }
        }
    }

    @Test
    void everyFieldHasHelpWithAnExample() throws Exception {
        for (Map.Entry<Class<?>, String> field : fields()) {
            String help = HelpText.resource(field.getKey(), "help-" + field.getValue() + ".html")
                    .orElseThrow(() -> new AssertionError("no help for " + field));

            assertThat(help)
                    .as(field.toString())
                    .containsAnyOf("Example:", "As code:")
                    .startsWith("<div>");
        }
    }

    @Test
    void everyFieldIsInItsForm() throws Exception {
        for (Map.Entry<Class<?>, String> field : fields()) {
            String form = HelpText.resource(field.getKey(), "config.jelly")
                    .orElseThrow(() -> new AssertionError("no form for " + field));

            assertThat(form)
                    .as(field.toString())
                    .containsAnyOf("field=\"" + field.getValue() + "\"", "getHelpFile('" + field.getValue() + "')");
        }
    }

    @Test
    void everyStepIsExplainedWithACallOfIt() throws Exception {
        for (StepDescriptor descriptor : StepCatalogue.descriptors()) {
            String help = HelpText.resource(StepCatalogue.step(descriptor), "help.html")
                    .orElseThrow();

            assertThat(help).contains(descriptor.getFunctionName() + " ").contains("Example:");
        }
    }

    private static Iterable<Map.Entry<Class<?>, String>> fields() {
        Map<Map.Entry<Class<?>, String>, Boolean> fields = new LinkedHashMap<>();
        for (StepDescriptor descriptor : StepCatalogue.descriptors()) {
            StepFields.of(StepCatalogue.step(descriptor))
                    .forEach(name -> fields.put(Map.entry(StepCatalogue.step(descriptor), name), true));
        }
        StepFields.of(NamedInventory.class).forEach(name -> fields.put(Map.entry(NamedInventory.class, name), true));
        StepFields.of(RelocationConfiguration.class)
                .forEach(name -> fields.put(Map.entry(RelocationConfiguration.class, name), true));
        assertThat(fields).hasSize(31);
        return fields.keySet();
    }
}
