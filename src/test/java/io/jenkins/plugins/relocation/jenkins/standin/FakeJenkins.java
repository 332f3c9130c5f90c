// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import com.cloudbees.plugins.credentials.CredentialsProvider;
import hudson.ExtensionList;
import hudson.model.Run;
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
        Jenkins.set(new File("home"), true);
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

    public <T extends Steps> T engine(T steps) {
        ExtensionList.put(
                Engines.class,
                new Engines(() -> Path.of("home"), (home, secrets) -> steps, home -> view(), yaml -> List.of()));
        return steps;
    }

    /** Puts an engine there whose pages show the given. */
    public void view(RunView view, InventoryCheck inventories) {
        ExtensionList.put(
                Engines.class, new Engines(() -> Path.of("home"), (home, secrets) -> null, home -> view, inventories));
    }

    private static RunView view() {
        throw new AssertionError("no page is looked at in this test");
    }
}
