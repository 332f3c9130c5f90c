// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import io.jenkins.plugins.relocation.driver.Recorded;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.List;
import java.util.Map;

/** What hosts really answered, recorded in the laboratory, and the workloads that they were asked about. */
final class Transcripts {
    /** The key that the recorded source saw at the recorded target. */
    static final String KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIIVToNpMCy7lP0Wq+/3hcXNTvldr0Rhp1C+/44MPQV9G";

    static final Host A = Host.of("a", "10.77.0.11", 22, new Login("root", "key", Login.Become.NONE), KEY);
    static final Host B = Host.of("b", "10.77.0.12", 22, new Login("root", "key", Login.Become.NONE), KEY);

    private Transcripts() {}

    static String text(String name) {
        return Recorded.text("process/" + name);
    }

    static Report report(String name) {
        return Recorded.report("process/" + name);
    }

    static Workload workload(String name, Map<String, Object> settings) {
        return new Workload(name, "process", "a", settings, 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
    }

    static Leg leg(Workload workload) {
        return new Leg("run-1", 1, 7, workload, A, B, Leg.Way.OUT);
    }

    /** The tree of three processes: everything passes. */
    static Answers tree() {
        Workload workload = workload("tree", Map.of("pidFile", "/run/tree.pid"));
        return answers(workload, "tree");
    }

    /** The service with its output in the journal: everything passes. */
    static Answers redis() {
        Workload workload = workload("redis", Map.of("unit", "lab-redis.service"));
        return answers(workload, "redis");
    }

    /** A server in a network namespace with an address of its own, that keeps its connections: everything passes. */
    static Answers connected() {
        Workload workload = workload(
                "redis1", Map.of("pidFile", "/run/redis1.pid", "dataFiles", List.of("/srv/redis1"), "tcp", "keep"));
        return answers(workload, "connected");
    }

    private static Answers answers(Workload workload, String name) {
        ProcessSettings settings = ProcessSettings.of(workload);
        List<ProcessRow> rows = ProcessTable.of(report("source-" + name)).rows();
        return new Answers(
                leg(workload),
                settings,
                List.of(rows.get(0)),
                report("source-" + name),
                report("target-" + name),
                Trouble.NONE);
    }
}
