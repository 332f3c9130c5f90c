// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec.Mount;
import io.jenkins.plugins.relocation.simulator.aix.WparState;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each check of the table: what makes it fail, and what it needs to know. */
class WparPrecheckTest {
    private static final String WPAR = PrecheckScene.WPAR;

    /** What of a scene lets a check fail. */
    private record Case(String check, String why, Consumer<PrecheckScene> change) {
        List<Finding> find() {
            return scene().find();
        }

        List<Verdict> verdicts() {
            return scene().verdicts(check);
        }

        private PrecheckScene scene() {
            PrecheckScene scene = new PrecheckScene();
            change.accept(scene);
            return scene;
        }

        @Override
        public String toString() {
            return check + " " + why;
        }
    }

    @Test
    void passesWhereEverythingIsAsItShouldBe() {
        List<Finding> findings = new PrecheckScene().find();

        assertThat(findings).allMatch(finding -> finding.verdict() == Verdict.PASS);
        assertThat(findings).hasSize(WparPrecheck.TABLE.size());
    }

    @Test
    void namesARemedyForWhatFails() {
        failing().forEach(each -> assertThat(each.find())
                .filteredOn(finding -> finding.verdict() != Verdict.PASS)
                .as(each.check())
                .isNotEmpty()
                .allMatch(finding -> !finding.remedy().isBlank()));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failing")
    void fails(Case each) {
        assertThat(each.verdicts()).as(each.why()).contains(Verdict.FAIL);
    }

    @ParameterizedTest(name = "{0} without {1}")
    @MethodSource("unknown")
    void isNoPassWhereAnAnswerIsMissing(String check, String part) {
        PrecheckScene scene = new PrecheckScene();
        scene.forget(part);

        assertThat(scene.verdicts(check)).contains(Verdict.UNKNOWN).doesNotContain(Verdict.FAIL);
    }

    @Test
    void testsEveryRequiredCheckBothWays() {
        List<String> required = WparPrecheck.TABLE.stream()
                .filter(check -> check.required())
                .map(check -> check.id())
                .distinct()
                .toList();

        // Found and active, and name and host name, are told by one answer.
        assertThat(failing().map(Case::check)).containsAll(required);
        assertThat(unknown().map(each -> each.get()[0])).containsAll(required);
    }

    @Test
    void comparesNoFilesWhereItsOwnerDoesNotWantThat() {
        PrecheckScene scene = new PrecheckScene();
        scene.settings.put("checksum", "none");
        scene.forget("checksum");

        assertThat(scene.verdicts("images.checksum")).containsOnly(Verdict.PASS);
    }

    @Test
    void saysWhatWouldClearABrokenPartition() {
        PrecheckScene scene = new PrecheckScene();
        scene.atSource = machine -> machine.force(WPAR, WparState.BROKEN);

        assertThat(scene.find().stream().map(Finding::remedy)).anyMatch(text -> text.contains("rmwpar -F -p billing"));
    }

    static Stream<Case> failing() {
        return Stream.of(
                new Case("aix.root", "not root", scene -> scene.tell("uid", "205")),
                new Case("aix.tools", "mcr.rte is missing", scene -> scene.tell("tools", "missing chkptwpar\nlooked")),
                new Case("state.dir", "not writable", scene -> scene.tell("writable", "images")),
                new Case("images.shared", "not writable", scene -> scene.tell("writable", "state")),
                new Case("images.shared", "local", scene -> scene.atTarget = machine -> machine.unmount(Looked.IMAGES)),
                new Case(
                        "images.same",
                        "another directory",
                        scene -> scene.atTarget = machine -> machine.mount("/export/other", Looked.IMAGES)),
                new Case("images.room", "too little", scene -> scene.atSource = machine -> machine.freeStateKb(1024)),
                new Case("images.checksum", "no tool", scene -> scene.tell("checksum", "none")),
                new Case("aix.time", "no xntpd", scene -> scene.second = scene.second.withTimeService(false)),
                new Case(
                        "supervisors",
                        "inittab",
                        scene -> scene.atSource = machine ->
                                machine.addInitTable("billing:2:once:/usr/sbin/startwpar billing >/dev/null 2>&1")),
                new Case(
                        "supervisors",
                        "inittab, with quotation marks",
                        scene -> scene.atSource =
                                machine -> machine.addInitTable("b:2:once:/bin/sh -c \"startwpar 'billing'\"")),
                new Case("supervisors", "SRC", scene -> scene.atTarget = machine -> machine.addSubsystem(WPAR)),
                new Case(
                        "supervisors",
                        "PowerHA",
                        scene -> scene.atTarget = machine -> machine.addSubsystem("clstrmgrES")),
                new Case(
                        "compatible.there",
                        "AIX level",
                        scene -> scene.second = scene.second.withOsLevel("7300-01-01-2246")),
                new Case(
                        "compatible.there",
                        "libc",
                        scene -> scene.second = scene.second.withFileset("bos.rte.libc", "7.2.5.1")),
                new Case(
                        "compatible.there",
                        "no mcr.rte at all",
                        scene -> scene.second = scene.second.withFileset("mcr.rte", "7.2.4.0")),
                new Case(
                        "compatible.back",
                        "newer processor",
                        scene -> scene.second = scene.second.withProcessor("PowerPC_POWER10", "POWER 10", 4000)),
                new Case(
                        "compatible.memory",
                        "less memory",
                        scene -> scene.second = scene.second.withMemory(8192, 4096)),
                new Case(
                        "compatible.clock",
                        "slower",
                        scene -> scene.second = scene.second.withProcessor("PowerPC_POWER9", "POWER 9", 3000)),
                new Case(
                        "compatible.keys",
                        "fewer storage keys",
                        scene -> scene.second = scene.second.withProcessor("PowerPC_POWER6", "POWER 6", 4200)),
                new Case(
                        "compatible.xlc",
                        "other xlC",
                        scene -> scene.second = scene.second.withFileset("xlC.rte", "13.1.0.0")),
                new Case(
                        "compatible.libpthreads",
                        "none",
                        scene -> scene.second = scene.second.withFileset("bos.rte.libpthreads", "")),
                new Case("wpar.found", "another name", scene -> scene.settings.put("wpar", "billin")),
                new Case(
                        "wpar.active",
                        "stopped",
                        scene -> scene.atSource = machine -> machine.force(WPAR, WparState.DEFINED)),
                new Case(
                        "wpar.active",
                        "unknown letter",
                        scene -> scene.atSource = machine -> machine.force(WPAR, WparState.MAINTENANCE)),
                new Case("wpar.checkpointable", "not", scene -> scene.spec = scene.spec.withCheckpointable(false)),
                new Case(
                        "wpar.storage",
                        "local",
                        scene -> scene.spec =
                                withMount(scene.spec, new Mount("/data", "/dev/fslv07", "jfs2", "", "log=NULL"))),
                new Case("wpar.sessions", "clogin", scene -> scene.atSource = machine -> machine.session(WPAR, true)),
                new Case(
                        "wpar.operation",
                        "checkpoint",
                        scene -> scene.atSource =
                                machine -> machine.begin(List.of("chkptwpar", "-d", "/tmp", WPAR), true)),
                new Case(
                        "arrival.name",
                        "taken",
                        scene -> scene.atTarget =
                                machine -> machine.define(WparSpec.mobile(WPAR, "192.0.2.77", "nfs1"))),
                new Case(
                        "arrival.hostname",
                        "taken",
                        scene -> scene.atTarget = machine -> machine.define(
                                WparSpec.mobile("other", "192.0.2.77", "nfs1").withHostname(WPAR))),
                new Case(
                        "arrival.address",
                        "taken",
                        scene -> scene.atTarget =
                                machine -> machine.define(WparSpec.mobile("other", "192.0.2.31", "nfs1"))),
                new Case(
                        "arrival.exports",
                        "another path",
                        scene -> scene.spec =
                                withMount(scene.spec, new Mount("/data", "/export/elsewhere", "nfs", "nfs1", ""))),
                new Case("memory.free", "too little", scene -> scene.second = scene.second.withMemory(16_384, 300)),
                new Case("cpu.free", "busy", scene -> scene.second = scene.second.withBusy(97)));
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

    private static WparSpec withMount(WparSpec spec, Mount mount) {
        List<Mount> mounts = new ArrayList<>(spec.mounts());
        mounts.add(mount);
        return spec.withMounts(mounts);
    }
}
