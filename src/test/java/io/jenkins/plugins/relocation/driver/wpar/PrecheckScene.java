// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.Trouble;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.simulator.aix.AixMachine;
import io.jenkins.plugins.relocation.simulator.aix.AixProfile;
import io.jenkins.plugins.relocation.simulator.aix.LocalFiles;
import io.jenkins.plugins.relocation.simulator.aix.NfsServer;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** Two systems that a partition can move between, what a case changes about that, and what the prechecks find then. */
final class PrecheckScene {
    static final String WPAR = "billing";

    private final NfsServer nfs = new NfsServer("nfs1");
    AixProfile first = AixProfile.power9("aix1");
    AixProfile second = AixProfile.power9("aix2");
    WparSpec spec = WparSpec.mobile(WPAR, "192.0.2.31", "nfs1").using(512, 5);
    Consumer<AixMachine> atSource = machine -> {};
    Consumer<AixMachine> atTarget = machine -> {};
    final Map<String, Object> settings = new HashMap<>();
    TransferPlan.Transport way = TransferPlan.Transport.SHARED;

    private final List<String> forgotten = new ArrayList<>();
    private final Map<String, String> told = new HashMap<>();

    /** Leaves a part out of what the hosts answer. */
    void forget(String part) {
        forgotten.add(part);
    }

    /** Lets both hosts answer a part otherwise than the simulated systems do. */
    void tell(String part, String text) {
        told.put(part, text);
    }

    WparAnswers answers() {
        nfs.export("/export/relocation", NfsServer.EVERYONE);
        nfs.export("/export/" + WPAR, "aix1", "aix2.example.com");
        AixMachine source = machine(first);
        source.define(spec);
        source.start(WPAR, 0);
        atSource.accept(source);
        AixMachine target = machine(second);
        atTarget.accept(target);
        Leg leg = new Leg("run", 1, 1, workload(), host("aix1"), host("aix2"), TransferPlan.over(way, ""), Leg.Way.OUT);
        return new WparAnswers(
                leg,
                WparSettings.of(leg.workload()),
                answered(Looked.host(source)),
                without(Looked.closer(source, WPAR)),
                answered(Looked.host(target).and(Looked.exports(target, List.of("nfs1")))),
                Trouble.NONE);
    }

    List<Finding> find() {
        WparAnswers answers = answers();
        return WparPrecheck.TABLE.stream().map(check -> check.find(answers)).toList();
    }

    List<Verdict> verdicts(String check) {
        return find().stream()
                .filter(finding -> finding.check().equals(check))
                .map(Finding::verdict)
                .toList();
    }

    String messages(String check) {
        return find().stream()
                .filter(finding -> finding.check().equals(check))
                .map(Finding::message)
                .toList()
                .toString();
    }

    private Report answered(Report report) {
        Report answered = without(report);
        for (Map.Entry<String, String> each : told.entrySet()) {
            answered = answered.and(Looked.of("\n@@%s\n%s\n".formatted(each.getKey(), each.getValue())));
        }
        return answered;
    }

    private Report without(Report report) {
        Map<String, List<String>> parts = new HashMap<>(report.parts());
        forgotten.forEach(part -> {
            parts.remove(part);
            parts.remove(part + ".status");
        });
        return new Report(parts);
    }

    private AixMachine machine(AixProfile profile) {
        AixMachine machine = new AixMachine(profile, new LocalFiles(), nfs);
        machine.mount("/export/relocation", Looked.IMAGES);
        return machine;
    }

    private Workload workload() {
        return new Workload(WPAR, "wpar", "aix1", settings, 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
    }

    private static Host host(String name) {
        return new Host(
                name,
                name,
                22,
                new Login("root", "key", Login.Become.NONE),
                List.of("ssh-ed25519 AAAA"),
                "",
                List.of(),
                Limits.DEFAULT,
                Transfer.DEFAULT,
                Host.STATE_DIR,
                Looked.IMAGES,
                List.of());
    }
}
