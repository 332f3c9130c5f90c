// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.Extension;
import hudson.model.Api;
import hudson.model.RootAction;
import java.util.List;
import jenkins.model.Jenkins;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * Page of all runs of this Jenkins: those that are under way, on whatever hosts and whether or not their build is still there, and
 * those that have ended last. Only shows; what is to be done with a run, a pipeline does.
 */
@Extension
@ExportedBean
public class RelocationRuns implements RootAction, StaplerProxy {
    /** Refuses the page and everything below it to whoever may not see relocations everywhere. */
    @Override
    public Object getTarget() {
        Jenkins.get().checkPermission(RelocationPermissions.VIEW);
        return this;
    }

    /** Whether whoever looks may see relocations everywhere. */
    public boolean isVisible() {
        return Jenkins.get().hasPermission(RelocationPermissions.VIEW);
    }

    /** Runs that are under way, or whose journal cannot be read, the newest first. */
    @Exported
    public List<RunPage> getRuns() {
        return getNow().getRuns();
    }

    /** The last runs that have ended, the newest first. */
    @Exported
    public List<RunPage> getEnded() {
        return getNow().getEnded();
    }

    /** Hosts that runs under way touch, by name. */
    @Exported
    public List<HostPage> getHosts() {
        return getNow().getHosts();
    }

    /** All of it as it is now; nothing for whoever may not see relocations everywhere. */
    public RunsPage getNow() {
        return isVisible() ? RunsPage.of(Engines.get().view()) : RunsPage.empty();
    }

    /** Remote API of this page. */
    public Api getApi() {
        return new Api(this);
    }

    @Override
    public String getIconFileName() {
        return isVisible() ? RelocationAction.ICON : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.get("RelocationRuns.displayName");
    }

    @Override
    public String getUrlName() {
        return "relocations";
    }
}
