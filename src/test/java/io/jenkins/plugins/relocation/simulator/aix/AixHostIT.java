// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import io.jenkins.plugins.relocation.ssh.SshHosts;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Optional;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A simulated system as our own SSH client meets it. */
class AixHostIT {
    private static final String WPAR = "billing";

    @TempDir
    private Path directory;

    private AixSite site;
    private AixHost host;
    private HostAccess access;

    private KeyPair key;

    @BeforeEach
    void start() throws GeneralSecurityException {
        key = KeyPairGenerator.getInstance("EC").generateKeyPair();
        site = new AixSite(directory, 0.01);
        host = site.add(AixProfile.power9("aix1"))
                .user("ops", "secret", AixHost.Rights.SUDO)
                .user("guest", "secret", AixHost.Rights.NONE)
                .user("roles", "secret", AixHost.Rights.RBAC);
        site.add("aix1", WparSpec.mobile(WPAR, "192.0.2.31", "nfs1").withAuto(true), 7);
        access = SshHosts.of(name -> Optional.empty(), this::secret, Ticker.SYSTEM);
    }

    private Secret secret(String id) {
        return switch (id) {
            case "root" -> new Secret.Password(AixSite.PASSWORD.toCharArray());
            case "keyed" -> new Secret.PrivateKey(pem(key), new char[0]);
            default -> new Secret.Password("secret".toCharArray());
        };
    }

    private static byte[] pem(KeyPair pair) {
        try (ByteArrayOutputStream out = new ByteArrayOutputStream()) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(pair, "test", null, out);
            return out.toByteArray();
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @AfterEach
    void stop() {
        access.close();
        site.close();
    }

    @Test
    void runsItsCommandsUnderARealShell() {
        CommandResult result = sh("root", "lswpar -q -c -a name,state | tr : ' ' && uname && id -u");

        assertThat(result.out()).isEqualTo("billing A\nAIX\n0\n");
        assertThat(host.commands()).contains("lswpar -q -c -a name,state");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "readlink x",
                "stat x",
                "mktemp",
                "setsid true",
                "timeout 1 true",
                "sha256sum x",
                "flock x true",
                "ls --color",
                "sed -i s/a/b/ x",
                "date -d now",
                "sleep 0.1",
                "grep -P x /etc/passwd",
                "df -h",
                "ps --forest",
                "tail -c +1 --retry x",
                "date +%s%N --utc"
            })
    void hasOnlyWhatAixHas(String line) {
        assertThat(sh("root", line).succeeded()).isFalse();
    }

    @Test
    void letsAccountsDoWhatTheyMay() {
        assertThat(sh("guest", "lswpar -q -c -a name").text()).isEqualTo(WPAR);
        assertThat(sh("guest", "stopwpar billing").err()).contains("must be the root user");
        assertThat(sh("roles", "chwpar -K -A billing && id -u").text()).isEqualTo("205");
        assertThat(sh("roles", "sudo -n true").succeeded()).isFalse();
        assertThat(sh("ops", "sudo -n -- sh -c 'id -u'").text()).isEqualTo("0");
        assertThatThrownBy(() -> access.shell(reach("guest", Login.Become.SUDO, List.of()))
                        .run(Command.root("/bin/sh", "-c", "id -u")))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGIN_FAILED));
    }

    @Test
    void letsPeopleInWithAKeyOrAnAnswer() {
        AixHost asking = site.prepare(AixProfile.power9("aix4"))
                .user("keyed", List.of(PublicKeyEntry.toString(key.getPublic()) + " test"), AixHost.Rights.ROOT)
                .withKeyboardOnly()
                .boot();

        for (String user : List.of("root", "keyed")) {
            Host as = reach(asking, user, Login.Become.NONE, List.of());
            assertThat(access.shell(as).run(Command.of("id", "-u")).text()).isEqualTo("0");
        }
        assertThatThrownBy(() -> sh("keyed", "uname"))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LOGIN_FAILED));
    }

    @Test
    void offersOnlyOldAlgorithmsOnDemand() {
        AixHost old =
                site.prepare(AixProfile.power9("aix3")).withOldAlgorithms().boot();
        Host strict = reach(old, "root", Login.Become.NONE, List.of());
        Host lenient = reach(old, "root", Login.Become.NONE, AixHost.oldAlgorithms());

        assertThatThrownBy(() -> access.shell(strict).run(Command.of("uname"))).isInstanceOf(RelocationException.class);
        assertThat(access.shell(lenient).run(Command.of("uname")).text()).isEqualTo("AIX");
    }

    @Test
    void showsAnotherKey() {
        Host pinned = reach("root", Login.Become.NONE, List.of());
        host.changeHostKey();

        assertThatThrownBy(() -> access.shell(pinned).run(Command.of("uname")))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_KEY_CHANGED));
    }

    @Test
    void doesTheWorkAndDiesBeforeItSaysSo() {
        host.machine().mishap(Mishap.of("stopwpar", Mishap.Kind.DIE));

        CommandResult result = sh("root", "stopwpar billing");

        assertThat(result.succeeded()).isFalse();
        assertThat(host.machine().state(WPAR)).contains(WparState.DEFINED);
    }

    @Test
    void cutsTheConnectionAfterTheWork() {
        host.machine().mishap(Mishap.of("stopwpar", Mishap.Kind.CUT));

        assertThatThrownBy(() -> sh("root", "stopwpar billing"))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE));

        assertThat(host.machine().state(WPAR)).contains(WparState.DEFINED);
    }

    @Test
    void refusesAndDelays() {
        host.machine().mishap(Mishap.of("oslevel", Mishap.Kind.REFUSE));
        host.machine().mishap(new Mishap("oslevel", Mishap.Kind.DELAY, "20000"));

        assertThat(sh("root", "oslevel -s").succeeded()).isFalse();
        long before = System.nanoTime();
        assertThat(sh("root", "oslevel -s").succeeded()).isTrue();
        assertThat(System.nanoTime() - before).isGreaterThan(200_000_000L);
    }

    @Test
    void losesItsPowerWithAllThatRuns() {
        sh(
                "root",
                "nohup sh -c 'while :; do sleep 1; done' %s/loop </dev/null >/dev/null 2>&1 &"
                        .formatted(host.stateDir()));
        host.powerOff();
        assertThatThrownBy(() -> sh("root", "uname")).isInstanceOf(RelocationException.class);
        assertThat(ProcessHandle.allProcesses()
                        .filter(process ->
                                process.info().commandLine().orElse("").contains(host.stateDir() + "/loop")))
                .isEmpty();
        host.boot();

        assertThat(sh("root", "uname").text()).isEqualTo("AIX");
        assertThat(host.machine().state(WPAR)).contains(WparState.ACTIVE);
    }

    @Test
    void losesTheServerOfItsFileSystems() {
        site.nfsAnswers(false);

        assertThat(sh("root", "df -k " + site.shared()).err()).contains("not responding");
        assertThat(sh("root", "showmount -e nfs1").succeeded()).isFalse();
        assertThat(sh("root", "test -d " + site.shared()).succeeded()).isFalse();
        site.nfsAnswers(true);
        assertThat(sh("root", "test -d " + site.shared()).succeeded()).isTrue();
    }

    @Test
    void answersOnThePortOfAnApplicationWhileItRuns() throws IOException {
        assertThat(ask("COUNT")).isEqualTo("8");
        assertThat(ask("WHERE")).isEqualTo("aix1");
        sh("root", "chkptwpar -p -d %s billing".formatted(site.shared()));

        assertThat(ask("GET")).isEmpty();
        assertThat(ask("WHERE")).isEmpty();
        sh("root", "resumewpar billing");
        assertThat(ask("GET")).isEqualTo("8");
    }

    private String ask(String line) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), site.port(WPAR).port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            String answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
                    .readLine();
            return answer == null ? "" : answer;
        }
    }

    private CommandResult sh(String user, String line) {
        return access.shell(reach(user, Login.Become.NONE, List.of())).run(Command.of("/bin/sh", "-c", line));
    }

    private Host reach(String user, Login.Become become, List<String> algorithms) {
        return reach(host, user, become, algorithms);
    }

    private static Host reach(AixHost to, String user, Login.Become become, List<String> algorithms) {
        return new Host(
                "h" + to.port() + user,
                "127.0.0.1",
                to.port(),
                new Login(user, user, become),
                List.of(to.hostKey()),
                "",
                List.of(),
                Limits.DEFAULT,
                Transfer.DEFAULT,
                to.stateDir().toString(),
                Host.IMAGE_DIR,
                algorithms);
    }
}
