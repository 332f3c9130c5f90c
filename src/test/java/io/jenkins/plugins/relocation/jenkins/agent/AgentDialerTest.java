// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import hudson.model.Computer;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.LocalAgent;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.Dialer;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import io.jenkins.plugins.relocation.ssh.MinaServer;
import io.jenkins.plugins.relocation.ssh.SshHosts;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import jenkins.model.Jenkins;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class AgentDialerTest {
    private static final int WAIT = 10_000;
    private static final String THROUGH =
            "SSH connections to hosts go through agent dmz; TCP, HTTP and line probes are made from the controller";

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    private final LocalAgent agent = new LocalAgent();
    private final List<String> log = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void stop() {
        agent.close();
    }

    @Test
    void logsInAndWorksThroughTheAgentWithoutTellingItASecret() throws Exception {
        try (MinaServer server = new MinaServer("EC").acceptPassword().start();
                SshHosts hosts = hosts(dialer())) {
            byte[] bytes = new byte[1 << 20];
            new Random(1).nextBytes(bytes);
            ByteArrayOutputStream back = new ByteArrayOutputStream();

            String answer =
                    hosts.shell(host(server)).run(Command.of("echo", "hello")).text();
            hosts.shell(host(server)).stream(Command.of("cat"), new ByteArrayInputStream(bytes), back);

            assertThat(answer).isEqualTo("hello");
            assertThat(Arrays.equals(back.toByteArray(), bytes)).isTrue();
            assertThat(agent.calls()).isNotEmpty().allSatisfy(call -> assertThat(call)
                    .isEqualTo("connection to 127.0.0.1:" + server.port()));
        }
        assertThat(log).containsExactly(THROUGH);
        awaitIdle();
    }

    @Test
    void goesOnFromTheControllerWhenTheAgentIsLostAndThroughItWhenItIsBack() throws Exception {
        Computer computer = new Computer("dmz");
        computer.connect(agent);
        Jenkins.get().put(computer);
        try (MinaServer server = new MinaServer("EC").acceptPassword().start();
                SshHosts hosts = hosts(AgentDialer.of("dmz", log::add))) {
            assertThat(answer(hosts, server)).isEqualTo("hello");

            computer.disconnect();
            agent.lose();
            assertThat(eventually(hosts, server)).isEqualTo("hello");
            assertThat(log).last().asString().startsWith("Agent dmz is not there: connections to hosts are made from");

            computer.connect(agent);
            server.dropConnections();
            assertThat(eventually(hosts, server)).isEqualTo("hello");
            assertThat(log).last().isEqualTo(THROUGH);
        }
    }

    @Test
    void isNotNeededOutsideOfAgents() {
        assertThat(AgentDialer.of("", log::add)).isSameAs(Dialer.DIRECT);
    }

    @Test
    void saysWhyTheAgentReachesNoHost() throws Exception {
        int port = freePort();
        try (Socket socket = dialer().socket()) {
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("127.0.0.1", port), WAIT))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no connection to 127.0.0.1:%d through agent dmz".formatted(port))
                    .hasMessageContaining("refused");
        }
    }

    @Test
    void looksNamesUpWhereTheAgentIs() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = dialer().socket()) {
            socket.connect(InetSocketAddress.createUnresolved("localhost", server.getLocalPort()), WAIT);

            assertThat(agent.calls()).containsExactly("connection to localhost:" + server.getLocalPort());
        }
    }

    @Test
    void aReaderWaitsNoLongerThanItsTimeout() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket socket = dialer().socket()) {
            socket.connect(InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort()), WAIT);
            socket.setSoTimeout(50);

            assertThatThrownBy(() -> socket.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            try (Socket peer = server.accept()) {
                peer.getOutputStream().write(7);
                socket.setSoTimeout(WAIT);
                assertThat(socket.getInputStream().read()).isEqualTo(7);
                socket.getOutputStream().write(8);
                assertThat(peer.getInputStream().read()).isEqualTo(8);
            }
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
        awaitIdle();
    }

    @Test
    void closingEndsTheCallOnTheAgent() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Socket socket = dialer().socket();
            socket.connect(InetSocketAddress.createUnresolved("127.0.0.1", server.getLocalPort()), WAIT);
            assertThat(agent.busy()).isEqualTo(1);

            socket.close();

            awaitIdle();
            assertThatThrownBy(() -> socket.connect(InetSocketAddress.createUnresolved("x", 1), WAIT))
                    .hasMessage("the connection was closed on this side");
        }
    }

    @Test
    void showsNoMoreThanAddresses() throws Exception {
        assertThat(dialer()).hasToString("connections through agent dmz");
        try (Socket socket = dialer().socket()) {
            assertThat(socket).hasToString("connection through agent dmz");
        }
    }

    private Dialer dialer() {
        return new AgentDialer("dmz", name -> Optional.of(agent), log::add);
    }

    private void awaitIdle() {
        long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
        while (agent.busy() > 0 && System.nanoTime() < end) {
            Thread.onSpinWait();
        }
        assertThat(agent.busy()).isZero();
    }

    private static String answer(SshHosts hosts, MinaServer server) {
        return hosts.shell(host(server)).run(Command.of("echo", "hello")).text();
    }

    /** As the engine does: a command that only looks is made again. */
    private static String eventually(SshHosts hosts, MinaServer server) {
        for (int tries = 1; ; tries++) {
            try {
                return answer(hosts, server);
            } catch (RuntimeException e) {
                if (tries == 5) {
                    throw e;
                }
            }
        }
    }

    private static SshHosts hosts(Dialer dialer) {
        return SshHosts.of(
                name -> Optional.empty(),
                id -> new Secret.Password(MinaServer.PASSWORD.toCharArray()),
                Ticker.SYSTEM,
                dialer);
    }

    private static Host host(MinaServer server) {
        return Host.of(
                "h",
                "127.0.0.1",
                server.port(),
                new Login(MinaServer.USER, "pw", Login.Become.NONE),
                server.hostKeys().get(0));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
