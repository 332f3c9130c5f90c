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
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/**
 * Page of a build that worked on plans. Keeps the plans' ids; what it shows comes from the engine's journals, so that it is
 * right also when a run settles after its build has ended.
 */
@ExportedBean
public class RelocationAction implements RunAction2 {
    private final List<String> planIds = new ArrayList<>();
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
        return !planIds.contains(planId) && planIds.add(planId);
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

    /** Ids of the plans, in the order in which the build came to them. */
    @Exported(visibility = 2)
    public synchronized List<String> getPlanIds() {
        return List.copyOf(planIds);
    }

    /** What is known of the plans now. */
    @Exported
    public List<PlanPage> getPlans() {
        RunView view = Engines.get().view();
        return getPlanIds().stream().map(id -> PlanPage.of(view, id)).toList();
    }

    /** Remote API of this page. */
    public Api getApi() {
        return new Api(this);
    }

    @Override
    public String getIconFileName() {
        return "symbol-relocation plugin-workload-relocation";
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
