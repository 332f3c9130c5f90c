// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.ExtensionList;
import hudson.model.Run;
import hudson.security.ACL;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.jenkins.Engines;
import io.jenkins.plugins.relocation.jenkins.InventoryCheck;
import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import io.jenkins.plugins.relocation.jenkins.page.RunView;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A Jenkins around one test, reset before and after it. */
public final class FakeJenkins implements BeforeEachCallback, AfterEachCallback {
    private TestRun run;

    @Override
    public void beforeEach(ExtensionContext context) {
        reset();
        Jenkins.set(new File("home"));
        ACL.grant(Jenkins.ADMINISTER);
        ExtensionList.put(RelocationConfiguration.class, new RelocationConfiguration());
        run = new TestRun("ops/evacuate", 12);
        Run.put(run);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        reset();
    }

    private static void reset() {
        ExtensionList.reset();
        Run.reset();
        CredentialsProvider.reset();
    }

    public TestRun run() {
        return run;
    }

    public TestContext context() {
        return new TestContext(run);
    }

    /** Puts an engine there; pages know nothing. */
    public <T extends Steps> T engine(T steps) {
        return engine(steps, new TestView());
    }

    /** Puts an engine there whose pages show the given. */
    public <T extends Steps> T engine(T steps, RunView view) {
        ExtensionList.put(
                Engines.class,
                new Engines(
                        () -> Path.of("home"),
                        (home, secrets, dialer, settings) -> steps,
                        home -> view,
                        yaml -> List.of()));
        return steps;
    }

    /** Puts an engine there whose pages show the given. */
    public void view(RunView view, InventoryCheck inventories) {
        ExtensionList.put(
                Engines.class,
                new Engines(
                        () -> Path.of("home"), (home, secrets, dialer, settings) -> null, home -> view, inventories));
    }
}
