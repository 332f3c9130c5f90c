// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import hudson.model.Job;

/** A job of a test. */
public final class TestJob extends Job<TestJob, TestRun> {
    public TestJob(String fullName) {
        super(fullName);
    }
}
