// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Descriptor;
import hudson.security.ACL;
import hudson.util.FormValidation;
import io.jenkins.plugins.relocation.jenkins.standin.DataBinding;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.sf.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.kohsuke.stapler.StaplerRequest2;
import org.kohsuke.stapler.verb.POST;

class RelocationConfigurationTest {
    private static final StaplerRequest2 REQUEST = (bean, form) -> {
        try {
            DataBinding.bind(bean, form.asMap());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot bind", e);
        }
    };

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void keepsInventoriesByName() throws Exception {
        RelocationConfiguration configuration = RelocationConfiguration.get();

        configuration.configure(REQUEST, form(inventory(" production ", "  hosts: []\n")));

        assertThat(configuration.inventory("production")).contains("  hosts: []\n");
        assertThat(configuration.inventory("staging")).isEmpty();
        assertThat(configuration.saves()).isPositive();
    }

    @Test
    void forgetsTheLastInventoryWhenTheFormHasNone() throws Exception {
        RelocationConfiguration configuration = RelocationConfiguration.get();
        configuration.configure(REQUEST, form(inventory("production", "hosts: []")));

        configuration.configure(REQUEST, new JSONObject(Map.of()));

        assertThat(configuration.getInventories()).isEmpty();
    }

    @Test
    void keepsWhatItHadWhenTheFormIsWrong() throws Exception {
        RelocationConfiguration configuration = RelocationConfiguration.get();
        configuration.configure(REQUEST, form(inventory("production", "hosts: []")));

        assertThatThrownBy(
                        () -> configuration.configure(REQUEST, form(inventory("twice", "x"), inventory("twice", "y"))))
                .isInstanceOf(Descriptor.FormException.class)
                .hasMessage("inventory twice is there twice; give each a name of its own");

        assertThat(configuration.inventory("production")).isPresent();
    }

    @Test
    void savesAFormAsAWholeOrNotAtAll() throws Exception {
        RelocationConfiguration configuration = RelocationConfiguration.get();
        configuration.configure(REQUEST, form(inventory("production", "hosts: []")));
        int before = configuration.saves();
        Map<String, Object> wrong = Map.of(
                "stopMinutes",
                5,
                "defaultInventory",
                "twice",
                "keepDays",
                7,
                "patienceSeconds",
                8,
                "longestStepHours",
                9,
                "inventories",
                List.of(inventory("twice", "x"), inventory("twice", "y")));

        assertThatThrownBy(() -> configuration.configure(REQUEST, new JSONObject(wrong)))
                .isInstanceOf(Descriptor.FormException.class);

        // What a setter had saved would be what Jenkins reads when it starts again.
        assertThat(configuration.saves()).isEqualTo(before);
        assertThat(configuration.getStopMinutes()).isEqualTo(10);
        assertThat(configuration.getDefaultInventory()).isNull();
        assertThat(configuration.getKeepDays()).isZero();
        assertThat(configuration.getPatienceSeconds()).isEqualTo(60);
        assertThat(configuration.getLongestStepHours()).isEqualTo(24);

        configuration.configure(REQUEST, new JSONObject(Map.of("stopMinutes", 5, "keepDays", 7)));

        assertThat(configuration.saves()).isEqualTo(before + 1);
        assertThat(configuration.getStopMinutes()).isEqualTo(5);
    }

    @Test
    void refusesANameThatCouldNotStandInAScript() {
        RelocationConfiguration configuration = RelocationConfiguration.get();

        assertThatThrownBy(() -> configuration.setInventories(List.of(inventory("a/../b", ""))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("inventory name \"a/../b\" is not valid");
    }

    @Test
    void checksTheTextOfAnInventory() {
        jenkins.view(null, yaml -> yaml.contains("bad") ? List.of("line 1: bad <b>", "line 2: worse") : List.of());
        NamedInventory.DescriptorImpl descriptor = new NamedInventory.DescriptorImpl();

        assertThat(descriptor.doCheckYaml("good").isOk()).isTrue();
        assertThat(descriptor.doCheckYaml("bad")).hasMessage("line 1: bad <b>\nline 2: worse");
        assertThat(descriptor.doCheckYaml("  ").isOk()).isTrue();
        assertThat(descriptor.doCheckName("production").isOk()).isTrue();
        assertThat(descriptor.doCheckName("")).hasMessageContaining("inventory name (none) is not valid");
    }

    @Test
    void onlyAdministratorsMayCheckAndOnlyByPost() throws Exception {
        ACL.grant(RelocationPermissions.EXECUTE);
        NamedInventory.DescriptorImpl descriptor = new NamedInventory.DescriptorImpl();
        List<Method> checks = Arrays.stream(descriptor.getClass().getMethods())
                .filter(method -> method.getName().startsWith("do"))
                .toList();

        assertThat(checks).hasSize(3);
        for (Method check : checks) {
            assertThat(check.getAnnotation(POST.class)).as(check.getName()).isNotNull();
            assertThatThrownBy(() -> check.invoke(descriptor, "x")).hasRootCauseInstanceOf(SecurityException.class);
            assertThat(check.getReturnType()).isEqualTo(FormValidation.class);
        }
    }

    private static NamedInventory inventory(String name, String yaml) {
        return (NamedInventory) DataBinding.create(NamedInventory.class, Map.of("name", name, "yaml", yaml));
    }

    private static JSONObject form(NamedInventory... inventories) {
        return new JSONObject(Map.of("inventories", List.of(inventories)));
    }
}
