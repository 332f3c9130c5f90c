// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.jenkins.standin.DataBinding;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.kohsuke.stapler.DataBoundSetter;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** Configuration as code works with data-bound setters and getters: what goes in comes out. */
class ConfigurationAsCodeTest {
    private static final String CODE =
            """
            unclassified:
              relocation:
                defaultInventory: production
                inventories:
                - file: %s
                  name: production
                - name: staging
                  yaml: 'hosts: []'
                keepDays: 365
                longestStepHours: 12
                patienceSeconds: 30
                stopMinutes: 5
            """;

    @TempDir
    private Path folder;

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void whatGoesInComesOut() throws Exception {
        Path file = Files.writeString(folder.resolve("production.yaml"), "hosts: [a]");
        String code = CODE.formatted(file);

        configure(code);

        RelocationConfiguration configuration = RelocationConfiguration.get();
        assertThat(configuration.inventory("production")).contains("hosts: [a]");
        assertThat(configuration.inventory("staging")).contains("hosts: []");
        assertThat(configuration.settings().patience()).hasSeconds(30);
        assertThat(configuration.saves()).isPositive();
        assertThat(export()).isEqualTo(code);
    }

    @Test
    void leavesOutOfTheExportWhatIsNotSet() throws Exception {
        assertThat(export())
                .isEqualTo(
                        """
                        unclassified:
                          relocation:
                            inventories: []
                            keepDays: 0
                            longestStepHours: 24
                            patienceSeconds: 60
                            stopMinutes: 10
                        """);
    }

    @Test
    void refusesWhatNoStepCouldUse() {
        for (String wrong : List.of(
                "inventories: [{name: a}]",
                "inventories: [{name: a, yaml: x, file: /x}]",
                "inventories: [{name: a, file: x}]",
                "inventories: [{name: 'a b', yaml: x}]",
                "stopMinutes: 0",
                "longestStepHours: 0",
                "patienceSeconds: -1",
                "keepDays: -1")) {
            assertThatThrownBy(() -> configure("unclassified: {relocation: {" + wrong + "}}"))
                    .as(wrong)
                    .hasRootCauseInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void saysWhenTheFileOfAnInventoryIsGone() throws Exception {
        configure("unclassified: {relocation: {inventories: [{name: a, file: %s/gone}]}}".formatted(folder));

        assertThatThrownBy(() -> RelocationConfiguration.get().inventory("a"))
                .hasMessageContaining("gone\" on the controller cannot be read");
    }

    @Test
    void everySetterHasAGetterOfItsType() throws Exception {
        for (Class<?> type : List.of(RelocationConfiguration.class, NamedInventory.class)) {
            for (Method setter : type.getMethods()) {
                if (setter.isAnnotationPresent(DataBoundSetter.class)) {
                    Method getter = type.getMethod("get" + setter.getName().substring(3));
                    assertThat(getter.getGenericReturnType()).isEqualTo(setter.getGenericParameterTypes()[0]);
                }
            }
        }
    }

    private static void configure(String code) throws ReflectiveOperationException {
        Map<?, ?> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(code);
        Map<String, Object> values = new TreeMap<>();
        ((Map<?, ?>) ((Map<?, ?>) root.get("unclassified")).get("relocation"))
                .forEach((name, value) -> values.put(name.toString(), bound(value)));
        DataBinding.bind(RelocationConfiguration.get(), values);
    }

    private static Object bound(Object value) {
        if (!(value instanceof List<?> list)) {
            return value;
        }
        List<Object> inventories = new ArrayList<>();
        for (Object element : list) {
            Map<String, Object> fields = new LinkedHashMap<>();
            ((Map<?, ?>) element).forEach((name, field) -> fields.put(name.toString(), field));
            inventories.add(DataBinding.create(NamedInventory.class, fields));
        }
        return inventories;
    }

    private static String export() throws ReflectiveOperationException {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        Object values = fields(RelocationConfiguration.get());
        return new Yaml(options).dump(Map.of("unclassified", Map.of("relocation", values)));
    }

    private static Map<String, Object> fields(Object bean) throws ReflectiveOperationException {
        Map<String, Object> fields = new TreeMap<>();
        if (bean instanceof NamedInventory inventory) {
            fields.put("name", inventory.getName());
        }
        for (Method setter : bean.getClass().getMethods()) {
            if (setter.isAnnotationPresent(DataBoundSetter.class)) {
                String suffix = setter.getName().substring(3);
                Object value = bean.getClass().getMethod("get" + suffix).invoke(bean);
                if (value instanceof List<?> list) {
                    List<Object> elements = new ArrayList<>();
                    for (Object element : list) {
                        elements.add(fields(element));
                    }
                    value = elements;
                }
                if (value != null) {
                    fields.put(Character.toLowerCase(suffix.charAt(0)) + suffix.substring(1), value);
                }
            }
        }
        return fields;
    }
}
