// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.Extension;
import hudson.model.Api;
import hudson.model.RootAction;
import io.jenkins.plugins.relocation.jenkins.page.RunView;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    private static final int LAST = 20;

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
        return pages(false, Integer.MAX_VALUE);
    }

    /** The last runs that have ended, the newest first. */
    @Exported
    public List<RunPage> getEnded() {
        return pages(true, LAST);
    }

    /** Hosts that runs under way touch, by name. */
    @Exported
    public List<HostPage> getHosts() {
        Map<String, List<String>> moves = new TreeMap<>();
        for (RunPage run : getRuns()) {
            run.lines().forEach((host, lines) -> moves.computeIfAbsent(host, key -> new ArrayList<>())
                    .addAll(lines));
        }
        return moves.entrySet().stream()
                .map(host -> new HostPage(host.getKey(), host.getValue()))
                .toList();
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

    private List<RunPage> pages(boolean closed, int most) {
        if (!isVisible()) {
            return List.of();
        }
        RunView view = Engines.get().view();
        return view.runs().stream()
                .filter(run -> closed(view, run) == closed)
                .limit(most)
                .map(run -> RunPage.of(view, run))
                .toList();
    }

    private static boolean closed(RunView view, String run) {
        try {
            return view.closed(run);
        } catch (RelocationException e) {
            // A person has to look at it: it is shown with those that are under way, and says why.
            return false;
        }
    }
}
