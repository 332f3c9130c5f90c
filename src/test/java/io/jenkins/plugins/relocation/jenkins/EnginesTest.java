// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static org.assertj.core.api.Assertions.assertThat;

import hudson.ExtensionList;
import io.jenkins.plugins.relocation.engine.EngineSettings;
import io.jenkins.plugins.relocation.jenkins.page.RunView;
import io.jenkins.plugins.relocation.jenkins.standin.FakeEngine;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.Samples;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Dialer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class EnginesTest {
    private static final Path HOME = Path.of("home", "relocation");

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void opensTheEngineInItsHomeOnBehalfOfTheBuild() {
        List<Object> opened = new ArrayList<>();
        FakeEngine engine = FakeEngine.answering(Samples.run(Phase.PLANNED, ""));
        Engines engines = new Engines(
                () -> HOME,
                (home, secrets, dialer, settings) -> {
                    opened.add(home);
                    opened.add(secrets);
                    opened.add(dialer);
                    opened.add(settings);
                    return engine;
                },
                home -> noView(),
                yaml -> List.of());

        assertThat(engines.steps(jenkins.run(), Dialer.DIRECT)).isSameAs(engine);
        assertThat(opened).first().isEqualTo(HOME);
        assertThat(opened).element(1).isInstanceOf(JenkinsSecrets.class);
        assertThat(opened).element(2).isSameAs(Dialer.DIRECT);
        assertThat(opened).element(3).isEqualTo(EngineSettings.DEFAULT);
        assertThat(engines.home()).isEqualTo(HOME);
    }

    @Test
    void everybodyGetsTheInstanceThatJenkinsHolds() {
        Engines engines = new Engines(
                () -> HOME, (home, secrets, dialer, settings) -> null, home -> noView(), yaml -> List.of("wrong"));
        ExtensionList.put(Engines.class, engines);

        assertThat(Engines.get()).isSameAs(engines);
        assertThat(Engines.get().inventories().problems("x")).containsExactly("wrong");
    }

    private static RunView noView() {
        throw new AssertionError("no page is looked at in this test");
    }
}
