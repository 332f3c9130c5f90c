// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.model.Api;
import hudson.model.Run;
import io.jenkins.plugins.relocation.jenkins.page.PlanPage;
import io.jenkins.plugins.relocation.jenkins.page.RunView;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import jenkins.model.RunAction2;
import org.kohsuke.stapler.StaplerProxy;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * Page of a build that worked on plans. Keeps the plans' ids; what it shows comes from the engine's journals, so that it is
 * right also when a run settles after its build has ended.
 */
@ExportedBean
public class RelocationAction implements RunAction2, StaplerProxy {
    static final String ICON = "symbol-relocation plugin-workload-relocation";

    // Never changed, but replaced: Jenkins may be writing it into the build's file just now.
    private volatile List<String> planIds = new ArrayList<>();
    private transient Run<?, ?> run;

    /** Notes that the build works on this plan. Noting it again changes nothing. */
    public static void note(Run<?, ?> run, String planId) throws IOException {
        RelocationAction action;
        // Parallel branches of one build come here at the same time.
        synchronized (run) {
            action = run.getAction(RelocationAction.class);
            if (action == null) {
                action = new RelocationAction();
                run.addAction(action);
            }
        }
        if (action.add(planId)) {
            run.save();
        }
    }

    private synchronized boolean add(String planId) {
        if (planIds.contains(planId)) {
            return false;
        }
        List<String> more = new ArrayList<>(planIds);
        more.add(planId);
        planIds = more;
        return true;
    }

    @Override
    public void onAttached(Run<?, ?> r) {
        run = r;
    }

    @Override
    public void onLoad(Run<?, ?> r) {
        run = r;
    }

    /** The build. */
    public Run<?, ?> getRun() {
        return run;
    }

    /** Refuses the page and everything below it to whoever may not see relocations. */
    @Override
    public Object getTarget() {
        run.checkPermission(RelocationPermissions.VIEW);
        return this;
    }

    /** Whether whoever looks may see relocations of this build. */
    public boolean isVisible() {
        return run != null && run.hasPermission(RelocationPermissions.VIEW);
    }

    /** Ids of the plans, in the order in which the build came to them; none for whoever may not see them. */
    @Exported(visibility = 2)
    public List<String> getPlanIds() {
        // The remote API of a build shows its actions without asking for their target.
        return isVisible() ? ids() : List.of();
    }

    /** What is known of the plans now; nothing for whoever may not see them. */
    @Exported
    public List<PlanPage> getPlans() {
        RunView view = Engines.get().view();
        return getPlanIds().stream().map(id -> PlanPage.of(view, id)).toList();
    }

    /** Whether something is still to happen, so that the page is worth looking at again. */
    public boolean isUnderWay() {
        return getPlans().stream().anyMatch(plan -> plan.isStarted() && !plan.isSettled());
    }

    private List<String> ids() {
        return List.copyOf(planIds);
    }

    /** Remote API of this page. */
    public Api getApi() {
        return new Api(this);
    }

    @Override
    public String getIconFileName() {
        return isVisible() ? ICON : null;
    }

    @Override
    public String getDisplayName() {
        return Messages.get("RelocationAction.displayName");
    }

    @Override
    public String getUrlName() {
        return "relocation";
    }
}
