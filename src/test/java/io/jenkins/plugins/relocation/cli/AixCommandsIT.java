// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.simulator.Task;
import io.jenkins.plugins.relocation.simulator.aix.AixHost;
import io.jenkins.plugins.relocation.simulator.aix.AixMachine;
import io.jenkins.plugins.relocation.simulator.aix.AixProfile;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import io.jenkins.plugins.relocation.simulator.aix.Mishap;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec;
import io.jenkins.plugins.relocation.simulator.aix.WparState;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an administrator of AIX systems reads when something is not as it should be: one message, and the partition runs on. */
class AixCommandsIT {
    private static final String WPAR = "billing";
    private static final Pattern PLAN = Pattern.compile("plan (p-\\w+), digest");

    @TempDir
    private Path directory;

    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final ByteArrayOutputStream complained = new ByteArrayOutputStream();
    private AixSite site;

    @BeforeEach
    void start() throws IOException {
        System.setOut(new PrintStream(said, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(complained, true, StandardCharsets.UTF_8));
        site = new AixSite(directory.resolve("systems"), 0.02);
        for (String name : List.of("aix1", "aix2")) {
            site.add(AixProfile.power9(name))
                    .user("ops", AixSite.PASSWORD, AixHost.Rights.SUDO)
                    .user("guest", AixSite.PASSWORD, AixHost.Rights.NONE)
                    .user("roles", AixSite.PASSWORD, AixHost.Rights.RBAC);
        }
        site.add(
                "aix1",
                WparSpec.mobile(WPAR, "192.0.2.31", "nfs1").using(512, 5).withAuto(true),
                100);
        write("password", AixSite.PASSWORD);
        write("wrong", "not it");
        Files.writeString(
                directory.resolve("credentials.yaml"),
                "aix: {passwordFile: '%s'}%nwrong: {passwordFile: '%s'}%n"
                        .formatted(directory.resolve("password"), directory.resolve("wrong")));
        inventory("{user: root, credentials: aix}");
    }

    /** No signal is waited for any more: nothing is under way when these tests have ended. */
    @AfterAll
    static void settle() {
        Interrupts.settled(0);
    }

    @AfterEach
    void stop() {
        site.close();
        System.setOut(out);
        System.setErr(err);
    }

    private void write(String name, String secret) throws IOException {
        Files.writeString(directory.resolve(name), secret);
        Files.setPosixFilePermissions(directory.resolve(name), PosixFilePermissions.fromString("rw-------"));
    }

    private void inventory(String login) throws IOException {
        StringBuilder text = new StringBuilder("version: 1\ndefaults:\n  login: %s\nhosts:\n".formatted(login));
        for (String name : List.of("aix1", "aix2")) {
            AixHost host = site.host(name);
            text.append("  - {name: %s, address: 127.0.0.1, port: %d, hostKeys: [\"%s\"], stateDir: %s, imageDir: %s}%n"
                    .formatted(name, host.port(), host.hostKey(), host.stateDir(), site.shared()));
        }
        text.append(
                "workloads:\n  - {name: %s, driver: wpar, host: aix1, policy: {freezeBudget: 60s}, probes: [{type: line, address: 127.0.0.1, port: %d, send: PING, expect: PONG, interval: 100ms, within: 5s}]}%n"
                        .formatted(WPAR, site.port(WPAR).port()));
        Files.writeString(directory.resolve("inventory.yaml"), text);
    }

    @Test
    void saysOneThingAboutEachMistakeOnTheHosts() {
        String plan = planned();
        AixMachine source = site.host("aix1").machine();
        AixMachine target = site.host("aix2").machine();

        site.nfs().export("/export/" + WPAR, "aix1");
        refuses(plan, ErrorCode.PRECHECK_FAILED, "not exported to 127.0.0.1 or aix2: nfs1:/export/billing/root");
        site.nfs().export("/export/" + WPAR, "aix1", "aix2");

        source.freeStateKb(1024);
        refuses(plan, ErrorCode.PLAN_STALE, "1 MiB are free in", "free room there");
        source.freeStateKb(4_194_304);

        target.define(WparSpec.mobile(WPAR, "192.0.2.77", "nfs1"));
        refuses(plan, ErrorCode.PRECHECK_FAILED, "there is a system partition billing, state D already");
        assertThat(text()).doesNotContain("arrival.hostname");
        target.begin(List.of("rmwpar", "-p", WPAR), true).end().get();

        source.session(WPAR, true);
        refuses(plan, ErrorCode.PRECHECK_FAILED, "1 clogin sessions are open", "have them ended");
    }

    @Test
    void leavesAlonePartitionsThatAixIsAtWorkOn() {
        String plan = planned();
        site.host("aix1").machine().force(WPAR, WparState.TRANSITIONAL);
        assertThat(relocation("run", plan)).isEqualTo(ErrorCode.PRECHECK_FAILED.exitStatus());
        assertThat(text()).contains("its state is T and not A", "wait until lswpar -L billing shows none");
        site.host("aix1").machine().force(WPAR, WparState.BROKEN);
        assertThat(relocation("run", plan)).isEqualTo(ErrorCode.PRECHECK_FAILED.exitStatus());

        assertThat(text()).contains("its state is B and not A", "stopwpar -F billing; rmwpar -F -p billing");
        assertThat(site.host("aix1").commands()).noneMatch(line -> line.contains("wpar -F"));
    }

    @Test
    void needsRoot() throws IOException {
        inventory("{user: guest, credentials: aix, become: sudo}");
        assertThat(relocation("plan", "-i", inventory(), "--move", "billing=aix2"))
                .isEqualTo(ErrorCode.LOGIN_FAILED.exitStatus());
        assertThat(text()).contains("sudo asks for a password", "guest ALL=(root) NOPASSWD: /bin/sh");
        inventory("{user: roles, credentials: aix}");

        refuses(planned(), ErrorCode.PRECHECK_FAILED, "commands run as user id 205", "set become: sudo");
    }

    @Test
    void refusesAWrongPasswordAndAChangedKey() throws IOException {
        inventory("{user: root, credentials: wrong}");
        assertThat(relocation("plan", "-i", inventory(), "--move", "billing=aix2"))
                .isEqualTo(ErrorCode.LOGIN_FAILED.exitStatus());
        assertThat(text())
                .contains("refused the login as root with credentials wrong")
                .doesNotContain("not it");
        inventory("{user: ops, credentials: aix, become: sudo}");
        String plan = planned();
        site.host("aix2").changeHostKey();

        refuses(plan, ErrorCode.HOST_KEY_CHANGED, "shows another ecdsa-sha2-nistp256 key than the pinned one");
    }

    @Test
    void continuesTheSourceWhenItsCopyIsBroken() {
        String plan = planned();
        site.host("aix2").machine().mishap(Mishap.of("restartwpar", Mishap.Kind.BREAK));

        assertThat(relocation("run", plan, "--patience", "PT1S")).isEqualTo(ErrorCode.ROLLED_BACK.exitStatus());

        assertThat(text())
                .contains(
                        "what the hosts show is not clear",
                        "What would clear it: stopwpar -F billing; rmwpar -F -p billing");
        assertThat(site.host("aix2").commands()).noneMatch(line -> line.contains("wpar -F"));
        runsOnItsSource();
    }

    @Test
    void goesBackToARestorePointWhenThatIsAccepted() {
        String plan = planned();
        assertThat(relocation("checkpoint", plan)).as(text()).isZero();
        assertThat(relocation("relocate", plan)).as(text()).isZero();
        site.host("aix2").machine().work(WPAR).orElseThrow().use();
        assertThat(relocation("rollback", plan, "--to", "checkpoint")).isEqualTo(ErrorCode.BAD_INPUT.exitStatus());
        assertThat(text()).contains("loses what users of billing did since", "--accept-loss billing");

        assertThat(relocation("rollback", plan, "--to", "checkpoint", "--accept-loss", WPAR))
                .as(text())
                .isZero();

        assertThat(text()).contains("continued from the restore point");
        runsOnItsSource();
        assertThat(site.host("aix2").machine().names()).isEmpty();
    }

    /** The goal of pipeline-examples/aix-balance.Jenkinsfile, without Jenkins. */
    @Test
    void plansForBalance() {
        String[] balance = {"plan", "-i", inventory(), "--balance", "aix1", "--balance", "aix2", "--minutes", "1"};
        assertThat(relocation(balance)).as(text()).isZero();
        assertThat(text()).contains("nothing has to move");

        // Something that is not for relocation to move keeps aix1 busy.
        site.add("aix1", WparSpec.mobile("orders", "192.0.2.32", "nfs1").using(256, 80), 0);
        assertThat(relocation(balance)).as(text()).isZero();

        assertThat(text()).contains("billing  aix1 → aix2");
    }

    /** Expects one message that says this, and that nothing has changed. */
    private void refuses(String plan, ErrorCode code, String... words) {
        assertThat(relocation("run", plan)).as(text()).isEqualTo(code.exitStatus());
        assertThat(complained.toString(StandardCharsets.UTF_8)).contains(words).containsOnlyOnce("relocation: ");
        assertThat(text()).doesNotContain("Exception", "null");
        runsOnItsSource();
    }

    private int relocation(String... words) {
        said.reset();
        complained.reset();
        String[] args = new String[words.length + 4];
        System.arraycopy(words, 0, args, 0, words.length);
        System.arraycopy(
                new String[] {
                    "--home",
                    directory.resolve("home").toString(),
                    "--credentials",
                    directory.resolve("credentials.yaml").toString()
                },
                0,
                args,
                words.length,
                4);
        return Main.run(args);
    }

    private String inventory() {
        return directory.resolve("inventory.yaml").toString();
    }

    /** The id of a plan that moves the partition. */
    private String planned() {
        assertThat(relocation("plan", "-i", inventory(), "--move", WPAR + "=aix2"))
                .as(text())
                .isZero();
        Matcher plan = PLAN.matcher(said.toString(StandardCharsets.UTF_8));
        assertThat(plan.find()).as(text()).isTrue();
        return plan.group(1);
    }

    private String text() {
        return said.toString(StandardCharsets.UTF_8) + complained.toString(StandardCharsets.UTF_8);
    }

    private void runsOnItsSource() {
        assertThat(site.whereRuns(WPAR)).containsExactly("aix1");
        assertThat(site.host("aix1").machine().work(WPAR).map(Task::count)).contains(100L);
    }
}
