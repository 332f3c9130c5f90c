// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import io.jenkins.plugins.relocation.driver.HostReadings;
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
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What hosts really answered about containers, recorded in the laboratory, and the workloads that they were asked about. */
final class ContainerTranscripts {
    static final String KEY =
            HostReadings.hostKeys(Recorded.report("container/source-crun")).get(0);
    static final Host A = Host.of("a", "10.77.0.11", 22, new Login("root", "key", Login.Become.NONE), KEY);
    static final Host B = Host.of("b", "10.77.0.12", 22, new Login("root", "key", Login.Become.NONE), KEY);

    private ContainerTranscripts() {}

    static Workload workload(Map<String, Object> settings) {
        return new Workload(
                "redis1", "container", "a", settings, 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
    }

    static Map<String, Object> settings(String runtime) {
        return Map.of("runtime", runtime, "name", "redis1", "data", List.of("/ctr/rootfs/data"));
    }

    static Map<String, Object> settings(String runtime, String key, Object value) {
        Map<String, Object> settings = new TreeMap<>(settings(runtime));
        settings.put(key, value);
        return settings;
    }

    /** A container of crun with an address of its own: everything passes. */
    static ContainerAnswers crun() {
        return answers(settings("crun"), "crun");
    }

    static ContainerAnswers crun(String key, Object value) {
        return answers(settings("crun", key, value), "crun");
    }

    /** A container of Podman with a named volume and restart policy "always": everything passes. */
    static ContainerAnswers podman() {
        return answers(
                settings("podman", "data", List.of("/var/lib/containers/storage/volumes/redis-data/_data")), "podman");
    }

    private static ContainerAnswers answers(Map<String, Object> settings, String name) {
        return answers(
                settings, Recorded.report("container/source-" + name), Recorded.report("container/target-" + name));
    }

    private static ContainerAnswers answers(Map<String, Object> settings, Report source, Report target) {
        Workload workload = workload(settings);
        Leg leg = new Leg("run-1", 1, 7, workload, A, B, Leg.Way.OUT);
        return new ContainerAnswers(leg, ContainerSettings.of(workload), source, target, Trouble.NONE);
    }

    static ContainerAnswers source(ContainerAnswers answers, UnaryOperator<Report> change) {
        return answers(answers.leg().workload().settings(), change.apply(answers.source()), answers.target());
    }

    static ContainerAnswers target(ContainerAnswers answers, UnaryOperator<Report> change) {
        return answers(answers.leg().workload().settings(), answers.source(), change.apply(answers.target()));
    }
}
