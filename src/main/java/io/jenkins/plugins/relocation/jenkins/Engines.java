// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import static java.util.Objects.requireNonNull;

import hudson.Extension;
import hudson.ExtensionList;
import hudson.model.Run;
import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.inventory.InventoryException;
import io.jenkins.plugins.relocation.inventory.Problem;
import io.jenkins.plugins.relocation.jenkins.page.JournalView;
import io.jenkins.plugins.relocation.jenkins.page.RunView;
import io.jenkins.plugins.relocation.spi.Dialer;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import jenkins.model.Jenkins;

/** The one place where the Jenkins side gets its engine from. The engine's home is {@code $JENKINS_HOME/relocation}. */
@Extension
public class Engines {
    private final Supplier<Path> home;
    private final EngineFactory factory;
    private final Function<Path, RunView> views;
    private final InventoryCheck inventories;

    /** Called by Jenkins; this is the wiring. */
    public Engines() {
        this(Engines::jenkinsHome, ControllerSteps::new, JournalView::new, Engines::problems);
    }

    /** Puts other parts together. */
    public Engines(
            Supplier<Path> home, EngineFactory factory, Function<Path, RunView> views, InventoryCheck inventories) {
        this.home = requireNonNull(home, "home is null");
        this.factory = requireNonNull(factory, "factory is null");
        this.views = requireNonNull(views, "views is null");
        this.inventories = requireNonNull(inventories, "inventories is null");
    }

    /** The engine access of this Jenkins. */
    public static Engines get() {
        return ExtensionList.lookupSingleton(Engines.class);
    }

    /**
     * The steps of the engine, with the credentials that the build may use.
     *
     * @param dialer makes connections to hosts
     */
    public Steps steps(Run<?, ?> run, Dialer dialer) {
        return factory.open(
                home.get(),
                new JenkinsSecrets(run.getExternalizableId()),
                dialer,
                RelocationConfiguration.get().settings());
    }

    /**
     * The same without a step: connections are made from the controller.
     *
     * @param build {@linkplain Run#getExternalizableId() id} of the build whose credentials may be used
     */
    public Steps steps(String build) {
        return factory.open(
                home.get(),
                new JenkinsSecrets(build),
                Dialer.DIRECT,
                RelocationConfiguration.get().settings());
    }

    /** Directory of plans and journals. */
    public Path home() {
        return home.get();
    }

    /** What the engine knows of plans and runs, for pages. */
    public RunView view() {
        return views.apply(home.get());
    }

    /** Checks the text of inventories. */
    public InventoryCheck inventories() {
        return inventories;
    }

    private static Path jenkinsHome() {
        return Jenkins.get().getRootDir().toPath().resolve("relocation");
    }

    private static List<String> problems(String yaml) {
        try {
            Controller.inventoryReader().read(yaml, "inventory");
            return List.of();
        } catch (InventoryException e) {
            return e.problems().stream().map(Problem::describe).toList();
        }
    }
}
