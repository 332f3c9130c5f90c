// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.Util;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.util.Objects;
import org.kohsuke.stapler.DataBoundSetter;

/** A step that works on a plan or one wave of it. */
public abstract class ScopedStep extends RelocationStep {
    private final String plan;
    private int wave;

    /** Works on the plan with that id. */
    protected ScopedStep(String plan) {
        this.plan = Objects.requireNonNullElse(Util.fixEmptyAndTrim(plan), "");
    }

    /** Id of the plan. */
    public String getPlan() {
        return plan;
    }

    /** Number of the wave; 0: all waves. */
    public int getWave() {
        return wave;
    }

    @DataBoundSetter
    public void setWave(int wave) {
        this.wave = wave;
    }

    Scope scope() {
        return new Scope(plan, wave);
    }
}
