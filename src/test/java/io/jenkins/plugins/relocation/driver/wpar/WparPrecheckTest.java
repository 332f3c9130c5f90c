// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.Report;
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
import io.jenkins.plugins.relocation.simulator.aix.WparSpec.Mount;
import io.jenkins.plugins.relocation.simulator.aix.WparState;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WparPrecheckTest {
    private static final String WPAR = "billing";

    /** Two systems that a partition can move between, and what a case changes about that. */
    private static final class Scene {
        final NfsServer nfs = new NfsServer("nfs1");
        AixProfile first = AixProfile.power9("aix1");
        AixProfile second = AixProfile.power9("aix2");
        WparSpec spec = WparSpec.mobile(WPAR, "192.0.2.31", "nfs1").using(512, 5);
        Consumer<AixMachine> atSource = machine -> {};
        Consumer<AixMachine> atTarget = machine -> {};
        Map<String, Object> settings = new HashMap<>();
        TransferPlan.Transport way = TransferPlan.Transport.SHARED;
        final List<String> forgotten = new ArrayList<>();

        WparAnswers answers() {
            nfs.export("/export/relocation", NfsServer.EVERYONE);
            if (nfs.isUp()) {
                nfs.export("/export/" + WPAR, "aix1", "aix2.example.com");
            }
            AixMachine source = machine(first);
            source.define(spec);
            source.start(WPAR, 0);
            atSource.accept(source);
            AixMachine target = machine(second);
            atTarget.accept(target);
            Leg leg = new Leg(
                    "run", 1, 1, workload(), host("aix1"), host("aix2"), TransferPlan.over(way, ""), Leg.Way.OUT);
            return new WparAnswers(
                    leg,
                    WparSettings.of(leg.workload()),
                    without(Looked.host(source)),
                    without(Looked.closer(source, WPAR)),
                    without(Looked.host(target).and(Looked.exports(target, List.of("nfs1")))),
                    "",
                    "");
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

    @Test
    void passesWhereEverythingIsAsItShouldBe() {
        List<Finding> findings = find(new Scene());

        assertThat(findings).allMatch(finding -> finding.verdict() == Verdict.PASS);
        assertThat(findings).hasSize(WparPrecheck.TABLE.size());
    }

    @Test
    void namesARemedyForWhatFails() {
        failing().forEach(each -> {
            Scene scene = new Scene();
            arrange(each).accept(scene);

            assertThat(find(scene))
                    .filteredOn(finding -> finding.verdict() != Verdict.PASS)
                    .as((String) each.get()[0])
                    .isNotEmpty()
                    .allMatch(finding -> !finding.remedy().isBlank());
        });
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("failing")
    void fails(String check, String why, Consumer<Scene> change) {
        Scene scene = new Scene();
        change.accept(scene);

        assertThat(verdicts(scene, check)).as(why).contains(Verdict.FAIL);
    }

    @ParameterizedTest(name = "{0} without {1}")
    @MethodSource("unknown")
    void isNoPassWhereAnAnswerIsMissing(String check, String part) {
        Scene scene = new Scene();
        scene.forgotten.add(part);

        assertThat(verdicts(scene, check)).contains(Verdict.UNKNOWN).doesNotContain(Verdict.FAIL);
    }

    @Test
    void testsEveryRequiredCheckBothWays() {
        List<String> required = WparPrecheck.TABLE.stream()
                .filter(check -> check.required())
                .map(check -> check.id())
                .distinct()
                .toList();

        // Found and active, and name and host name, are told by one answer.
        assertThat(failing().map(each -> (String) each.get()[0]).distinct()).containsAll(required);
        assertThat(unknown().map(each -> (String) each.get()[0]).distinct()).containsAll(required);
    }

    @Test
    void asksLessOfAStaticMove() {
        Scene scene = new Scene();
        scene.way = TransferPlan.Transport.STATIC;
        scene.spec = scene.spec.withCheckpointable(false);
        scene.second = scene.second.withOsLevel("7300-01-01-2246").withFileset("mcr.rte", "");

        assertThat(find(scene)).noneMatch(Finding::blocks);
    }

    @Test
    void tellsWhichWayTwoSystemsAreCompatible() {
        AixProfile power8 = AixProfile.power9("aix2").withProcessor("PowerPC_POWER8", "POWER 8", 4000);
        Scene up = new Scene();
        up.first = AixProfile.power9("aix1").withProcessor("PowerPC_POWER8", "POWER 8", 4000);
        Scene down = new Scene();
        down.second = power8;
        Scene neither = new Scene();
        neither.second = power8.withFileset("bos.wpars", "7.2.4.0");

        assertThat(messages(up, "compatible.there")).contains("outbound compatible only: there is no way back");
        assertThat(messages(up, "compatible.back"))
                .contains("there is no way back: the processor class is 8 instead of 9");
        assertThat(messages(down, "compatible.there")).contains("inbound compatible only");
        assertThat(messages(neither, "compatible.there")).contains("incompatible: ");
    }

    @Test
    void letsItsOwnerWaiveOnlyTheWayBack() {
        Scene scene = new Scene();
        scene.first = scene.first.withProcessor("PowerPC_POWER8", "POWER 8", 4000);

        assertThat(find(scene))
                .filteredOn(Finding::blocks)
                .extracting(Finding::check)
                .containsExactly("compatible.back");
        assertThat(new WparDriverFactory().waivable()).containsExactly("compatible.back");
    }

    @Test
    void comparesStorageKeysLineByLine() {
        WparAnswers answers = new Scene().answers();
        List<String> same = answers.source().lines("keys");
        WparAnswers fewer = withKeys(answers, String.join("\n", same).replace("user keys = 8", "user keys = 2"));
        WparAnswers more = withKeys(answers, String.join("\n", same).replace("user keys = 8", "user keys = 16"));
        WparAnswers other = withKeys(answers, "something else 99");

        assertThat(keys(answers)).isEqualTo(Verdict.PASS);
        assertThat(keys(more)).isEqualTo(Verdict.PASS);
        assertThat(keys(fewer)).isEqualTo(Verdict.FAIL);
        assertThat(keys(other)).isEqualTo(Verdict.FAIL);
    }

    private static WparAnswers withKeys(WparAnswers answers, String target) {
        return new WparAnswers(
                answers.leg(),
                answers.settings(),
                answers.source(),
                answers.closer(),
                answers.target().and(Looked.of("\n@@keys\n%s\n".formatted(target))),
                "",
                "");
    }

    private static Verdict keys(WparAnswers answers) {
        return CompatibilityChecks.table().stream()
                .filter(check -> check.id().equals("compatible.keys"))
                .map(check -> check.find(answers).verdict())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void comparesNoFilesWhereItsOwnerDoesNotWantThat() {
        Scene scene = new Scene();
        scene.settings.put("checksum", "none");
        scene.forgotten.add("checksum");

        assertThat(verdicts(scene, "images.checksum")).containsOnly(Verdict.PASS);
    }

    @Test
    void saysWhatWouldClearABrokenPartition() {
        Scene scene = new Scene();
        scene.atSource = machine -> machine.force(WPAR, WparState.BROKEN);

        assertThat(find(scene).stream().map(Finding::remedy)).anyMatch(text -> text.contains("rmwpar -F -p billing"));
    }

    static Stream<Arguments> failing() {
        return Stream.of(
                failing("aix.root", "not root", scene -> scene.atSource = machine -> {}, "uid", "205"),
                failing("aix.tools", "mcr.rte is missing", scene -> {}, "tools", "missing chkptwpar\nlooked"),
                failing("state.dir", "not writable", scene -> {}, "writable", "images"),
                failing("images.shared", "not writable", scene -> {}, "writable", "state"),
                failing("images.shared", "local", scene -> scene.atTarget = machine -> machine.unmount(Looked.IMAGES)),
                failing(
                        "images.same",
                        "another directory",
                        scene -> scene.atTarget = machine -> machine.mount("/export/other", Looked.IMAGES)),
                failing("images.room", "too little", scene -> scene.atSource = machine -> machine.freeStateKb(1024)),
                failing("images.checksum", "no tool", scene -> {}, "checksum", "none"),
                failing("aix.time", "no xntpd", scene -> scene.second = scene.second.withTimeService(false)),
                failing(
                        "supervisors",
                        "inittab",
                        scene -> scene.atSource = machine ->
                                machine.addInitTable("billing:2:once:/usr/sbin/startwpar billing >/dev/null 2>&1")),
                failing(
                        "supervisors",
                        "inittab, with quotation marks",
                        scene -> scene.atSource =
                                machine -> machine.addInitTable("b:2:once:/bin/sh -c \"startwpar 'billing'\"")),
                failing("supervisors", "SRC", scene -> scene.atTarget = machine -> machine.addSubsystem(WPAR)),
                failing(
                        "supervisors",
                        "PowerHA",
                        scene -> scene.atTarget = machine -> machine.addSubsystem("clstrmgrES")),
                failing(
                        "compatible.there",
                        "AIX level",
                        scene -> scene.second = scene.second.withOsLevel("7300-01-01-2246")),
                failing(
                        "compatible.there",
                        "libc",
                        scene -> scene.second = scene.second.withFileset("bos.rte.libc", "7.2.5.1")),
                failing(
                        "compatible.there",
                        "no mcr.rte at all",
                        scene -> scene.second = scene.second.withFileset("mcr.rte", "7.2.4.0")),
                failing(
                        "compatible.back",
                        "newer processor",
                        scene -> scene.second = scene.second.withProcessor("PowerPC_POWER10", "POWER 10", 4000)),
                failing(
                        "compatible.memory",
                        "less memory",
                        scene -> scene.second = scene.second.withMemory(8192, 4096)),
                failing(
                        "compatible.clock",
                        "slower",
                        scene -> scene.second = scene.second.withProcessor("PowerPC_POWER9", "POWER 9", 3000)),
                failing(
                        "compatible.keys",
                        "fewer storage keys",
                        scene -> scene.second = scene.second.withProcessor("PowerPC_POWER6", "POWER 6", 4200)),
                failing(
                        "compatible.xlc",
                        "other xlC",
                        scene -> scene.second = scene.second.withFileset("xlC.rte", "13.1.0.0")),
                failing(
                        "compatible.libpthreads",
                        "none",
                        scene -> scene.second = scene.second.withFileset("bos.rte.libpthreads", "")),
                failing("wpar.found", "another name", scene -> scene.settings.put("wpar", "billin")),
                failing(
                        "wpar.active",
                        "stopped",
                        scene -> scene.atSource = machine -> machine.force(WPAR, WparState.DEFINED)),
                failing(
                        "wpar.active",
                        "unknown letter",
                        scene -> scene.atSource = machine -> machine.force(WPAR, WparState.MAINTENANCE)),
                failing("wpar.checkpointable", "not", scene -> scene.spec = scene.spec.withCheckpointable(false)),
                failing(
                        "wpar.storage",
                        "local",
                        scene -> scene.spec =
                                withMount(scene.spec, new Mount("/data", "/dev/fslv07", "jfs2", "", "log=NULL"))),
                failing("wpar.sessions", "clogin", scene -> scene.atSource = machine -> machine.session(WPAR, true)),
                failing(
                        "wpar.operation",
                        "checkpoint",
                        scene -> scene.atSource =
                                machine -> machine.begin(List.of("chkptwpar", "-d", "/tmp", WPAR), true)),
                failing(
                        "arrival.name",
                        "taken",
                        scene -> scene.atTarget =
                                machine -> machine.define(WparSpec.mobile(WPAR, "192.0.2.77", "nfs1"))),
                failing(
                        "arrival.hostname",
                        "taken",
                        scene -> scene.atTarget = machine -> machine.define(
                                WparSpec.mobile("other", "192.0.2.77", "nfs1").withHostname(WPAR))),
                failing(
                        "arrival.address",
                        "taken",
                        scene -> scene.atTarget =
                                machine -> machine.define(WparSpec.mobile("other", "192.0.2.31", "nfs1"))),
                failing(
                        "arrival.exports",
                        "another path",
                        scene -> scene.spec =
                                withMount(scene.spec, new Mount("/data", "/export/elsewhere", "nfs", "nfs1", ""))),
                failing("memory.free", "too little", scene -> scene.second = scene.second.withMemory(16_384, 300)),
                failing("cpu.free", "busy", scene -> scene.second = scene.second.withBusy(97)));
    }

    static Stream<Arguments> unknown() {
        return Stream.of(
                Arguments.of("aix.root", "uid"),
                Arguments.of("aix.tools", "tools"),
                Arguments.of("state.dir", "writable"),
                Arguments.of("images.shared", "images"),
                Arguments.of("images.same", "images"),
                Arguments.of("images.room", "images"),
                Arguments.of("images.room", "processes"),
                Arguments.of("images.checksum", "checksum"),
                Arguments.of("aix.time", "time"),
                Arguments.of("compatible.keys", "keys"),
                Arguments.of("supervisors", "inittab"),
                Arguments.of("supervisors", "subsystems"),
                Arguments.of("compatible.there", "oslevel"),
                Arguments.of("compatible.there", "filesets"),
                Arguments.of("compatible.back", "prtconf"),
                Arguments.of("wpar.found", "general"),
                Arguments.of("wpar.active", "general"),
                Arguments.of("wpar.checkpointable", "general"),
                Arguments.of("wpar.storage", "mounts"),
                Arguments.of("wpar.sessions", "sessions"),
                Arguments.of("wpar.operation", "long"),
                Arguments.of("arrival.name", "general"),
                Arguments.of("arrival.hostname", "general"),
                Arguments.of("arrival.address", "netstat"),
                Arguments.of("arrival.address", "network"),
                Arguments.of("arrival.exports", "exports.nfs1"),
                Arguments.of("memory.free", "vmstat"),
                Arguments.of("cpu.free", "vmstat"));
    }

    private static Arguments failing(String check, String why, Consumer<Scene> change) {
        return Arguments.of(check, why, change);
    }

    /** A part of what both hosts answer is another one. */
    private static Arguments failing(String check, String why, Consumer<Scene> change, String part, String text) {
        Consumer<Scene> told = scene -> {
            change.accept(scene);
            scene.forgotten.add("!" + part + "=" + text);
        };
        return Arguments.of(check, why, told);
    }

    @SuppressWarnings("unchecked")
    private static Consumer<Scene> arrange(Arguments arguments) {
        return (Consumer<Scene>) arguments.get()[2];
    }

    private static WparSpec withMount(WparSpec spec, Mount mount) {
        List<Mount> mounts = new ArrayList<>(spec.mounts());
        mounts.add(mount);
        return spec.withMounts(mounts);
    }

    private static List<Finding> find(Scene scene) {
        WparAnswers answers = scene.answers();
        for (String each : scene.forgotten) {
            if (each.startsWith("!")) {
                String[] words = each.substring(1).split("=", 2);
                Report told = Looked.of("\n@@%s\n%s\n".formatted(words[0], words[1]));
                answers = new WparAnswers(
                        answers.leg(),
                        answers.settings(),
                        answers.source().and(told),
                        answers.closer(),
                        answers.target().and(told),
                        "",
                        "");
            }
        }
        WparAnswers told = answers;
        return WparPrecheck.TABLE.stream().map(check -> check.find(told)).toList();
    }

    private static List<Verdict> verdicts(Scene scene, String check) {
        return find(scene).stream()
                .filter(finding -> finding.check().equals(check))
                .map(Finding::verdict)
                .toList();
    }

    private static String messages(Scene scene, String check) {
        return find(scene).stream()
                .filter(finding -> finding.check().equals(check))
                .map(Finding::message)
                .toList()
                .toString();
    }
}
