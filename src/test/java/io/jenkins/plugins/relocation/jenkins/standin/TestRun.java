// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.standin;

import hudson.model.Run;

/** A build of a test. */
public final class TestRun extends Run<TestJob, TestRun> {
    public TestRun(String job, int number) {
        super(new TestJob(job), number);
    }
}
