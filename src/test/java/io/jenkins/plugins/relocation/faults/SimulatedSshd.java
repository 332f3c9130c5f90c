// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.simulator.SimulatedHosts;
import io.jenkins.plugins.relocation.simulator.World;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import io.jenkins.plugins.relocation.ssh.SshHosts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.core.CoreModuleProperties;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.auth.password.UserAuthPasswordFactory;

/** A real SSH server in front of simulated hosts. Who logs in as "app-7-a" is on the host with that address. */
final class SimulatedSshd implements HostWires, AutoCloseable {
    private static final String PASSWORD = "simulated";

    private final SshServer server = SshServer.setUpDefaultServer();
    private final Map<String, SimulatedShell.Target> targets = new ConcurrentHashMap<>();
    private final String hostKey;

    SimulatedSshd() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(256);
            KeyPair key = generator.generateKeyPair();
            hostKey = PublicKeyEntry.toString(key.getPublic());
            server.setHost("127.0.0.1");
            server.setKeyPairProvider(KeyPairProvider.wrap(List.of(key)));
            server.setUserAuthFactories(List.of(UserAuthPasswordFactory.INSTANCE));
            server.setPasswordAuthenticator(
                    (user, password, session) -> targets.containsKey(user) && password.equals(PASSWORD));
            server.setCommandFactory((channel, line) ->
                    new SimulatedShell(line, targets.get(channel.getSession().getUsername())));
            // As OpenSSH does; otherwise each answer waits 40 ms for more.
            CoreModuleProperties.TCP_NODELAY.set(server, true);
            server.start();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public HostAccess access(World world) {
        SimulatedHosts hosts = new SimulatedHosts(world);
        world.hosts().forEach(host -> targets.put(user(host.address()), new SimulatedShell.Target(hosts, host.name())));
        return SshHosts.of(
                name -> java.util.Optional.empty(), id -> new Secret.Password(PASSWORD.toCharArray()), Ticker.SYSTEM);
    }

    /** The address stays what other hosts know it by. */
    @Override
    public Host reach(Host host) {
        return new Host(
                host.name(),
                // Two hosts of a plan have two addresses.
                host.name().equals("a") ? "127.0.0.1" : "localhost",
                server.getPort(),
                new Login(user(host.address()), "password", Login.Become.NONE),
                List.of(hostKey),
                "",
                host.labels(),
                host.limits(),
                new io.jenkins.plugins.relocation.model.Transfer(host.transfer().path(), host.address()),
                host.stateDir(),
                host.imageDir(),
                List.of());
    }

    private static String user(String address) {
        return address.replace(".example", "");
    }

    @Override
    public void close() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
