// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Dialer;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Secrets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Connects and logs in, through jump hosts where the inventory says so. */
final class Connector {
    private static final String LOOPBACK = "127.0.0.1";

    private record Hop(Host host, Secret secret) {}

    private final Function<String, Optional<Host>> lookup;
    private final Secrets secrets;
    private final SshLimits limits;
    private final Optional<Path> agentSocket;
    private final Workers workers;
    private final Dialer dialer;

    Connector(
            Function<String, Optional<Host>> lookup,
            Secrets secrets,
            SshLimits limits,
            Optional<Path> agentSocket,
            Workers workers,
            Dialer dialer) {
        this.lookup = lookup;
        this.secrets = secrets;
        this.limits = limits;
        this.agentSocket = agentSocket;
        this.workers = workers;
        this.dialer = dialer;
    }

    /** A new connection to the host, logged in. */
    Link connect(Host host, Deadline callers) {
        List<Host> way = way(host);
        // Resolved by the caller's thread, because whose credentials these are may depend on it.
        List<Hop> hops = way.stream().map(hop -> new Hop(hop, secret(hop))).toList();
        Deadline deadline = callers.atMost(limits.login());
        Link link = new Link();
        Future<Link> attempt = workers.submit(() -> connect(link, hops, deadline));
        try {
            LoginErrors errors = new LoginErrors(host, way.subList(0, way.size() - 1));
            return deadline.await(attempt, "the login on host " + host.name(), () -> errors.tooSlow(limits));
        } catch (RuntimeException e) {
            attempt.cancel(true);
            link.close();
            throw e;
        }
    }

    private Secret secret(Host host) {
        String credentials = host.login().credentials();
        return credentials.isEmpty() ? new Secret.Agent() : secrets.resolve(credentials);
    }

    /** Jump hosts in the order in which they are passed, then the host itself. */
    private List<Host> way(Host host) {
        List<Host> way = new ArrayList<>(List.of(host));
        Set<String> names = new LinkedHashSet<>(List.of(host.name()));
        for (Optional<String> jump = host.jumpHost();
                jump.isPresent();
                jump = way.get(0).jumpHost()) {
            String name = jump.get();
            Host next = lookup.apply(name).orElseThrow(() -> badJump(host, name, "is not in the inventory"));
            if (!names.add(name)) {
                throw badJump(host, name, "leads back to itself: " + String.join(" -> ", names) + " -> " + name);
            }
            way.add(0, next);
        }
        return way;
    }

    private static RelocationException badJump(Host host, String jump, String problem) {
        return new RelocationException(
                ErrorCode.BAD_INPUT,
                "jump host %s, needed for host %s, %s; correct 'jump' in the inventory"
                        .formatted(jump, host.name(), problem));
    }

    private Link connect(Link link, List<Hop> hops, Deadline deadline) {
        Optional<Session> before = Optional.empty();
        for (int i = 0; i < hops.size(); i++) {
            List<Host> jumps = hops.subList(0, i).stream().map(Hop::host).toList();
            before = Optional.of(connect(link, hops.get(i), jumps, before, deadline));
        }
        return link;
    }

    private Session connect(Link link, Hop hop, List<Host> jumps, Optional<Session> before, Deadline deadline) {
        Host host = hop.host;
        PinnedKeys keys = new PinnedKeys(host);
        // Behind a jump host the connection goes to a port that the library has opened here.
        Sockets sockets = new Sockets(limits.connect(), before.isEmpty() ? dialer : Dialer.DIRECT);
        try {
            if (before.isEmpty()) {
                return login(link, hop, keys, sockets, host.address(), host.port(), deadline);
            }
            // The port is open only until the one connection through it is made.
            Session jump = before.get();
            int port = jump.setPortForwardingL(LOOPBACK, 0, host.address(), host.port(), null, deadline.millisLeft());
            try {
                return login(link, hop, keys, sockets, LOOPBACK, port, deadline);
            } finally {
                jump.delPortForwardingL(LOOPBACK, port);
            }
        } catch (JSchException e) {
            throw new LoginErrors(host, jumps).explain(e, keys, sockets);
        }
    }

    private Session login(
            Link link, Hop hop, PinnedKeys keys, Sockets sockets, String address, int port, Deadline deadline)
            throws JSchException {
        JSch library = new JSch();
        Host host = hop.host;
        Session session = library.getSession(host.login().user(), address, port);
        session.setHostKeyAlias(host.name());
        session.setHostKeyRepository(keys);
        session.setSocketFactory(sockets);
        session.setDaemonThread(true);
        session.setServerAliveInterval((int) limits.keepAlive().toMillis());
        session.setServerAliveCountMax(limits.keepAliveMisses());
        session.setConfig("StrictHostKeyChecking", "yes");
        Algorithms.offer(session, host, keys.types());
        link.add(session, sockets);
        try (Authentication authentication = new Authentication(host, library, session)) {
            authentication.offer(hop.secret, agentSocket);
            session.connect(
                    Math.min(deadline.millisLeft(), (int) limits.connect().toMillis()));
            return session;
        }
    }
}
