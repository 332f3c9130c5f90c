// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Dialer;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secrets;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Hosts over SSH. There is one shell per host, shared by everybody who asks for it; closing it closes the host's
 * connections for all of them, so that normally only this is closed. A connection that has dropped is made anew for the
 * next command, with the host's key checked again.
 */
public final class SshHosts implements HostAccess {
    private final Map<Host, SshShell> shells = new ConcurrentHashMap<>();
    private final Workers workers = new Workers();
    private final Ticker ticker;
    private final SshLimits limits;
    private final Connector connector;
    private volatile boolean closed;

    /**
     * Hosts found by name.
     *
     * @param lookup finds jump hosts
     * @param secrets resolves credentials ids, at each login anew
     * @param agentSocket where the SSH agent listens, for hosts without credentials
     */
    public SshHosts(
            Function<String, Optional<Host>> lookup,
            Secrets secrets,
            Ticker ticker,
            SshLimits limits,
            Optional<Path> agentSocket) {
        this(lookup, secrets, ticker, limits, agentSocket, Dialer.DIRECT);
    }

    /** The same, with connections that {@code dialer} makes. */
    public SshHosts(
            Function<String, Optional<Host>> lookup,
            Secrets secrets,
            Ticker ticker,
            SshLimits limits,
            Optional<Path> agentSocket,
            Dialer dialer) {
        this.ticker = requireNonNull(ticker, "ticker is null");
        this.limits = requireNonNull(limits, "limits is null");
        connector = new Connector(
                requireNonNull(lookup, "lookup is null"),
                requireNonNull(secrets, "secrets is null"),
                limits,
                requireNonNull(agentSocket, "agentSocket is null"),
                workers,
                requireNonNull(dialer, "dialer is null"));
    }

    /** The hosts of an inventory, usual limits, and the SSH agent of the process's environment. */
    public static SshHosts of(List<Host> hosts, Secrets secrets, Ticker ticker) {
        Map<String, Host> byName = hosts.stream().collect(Collectors.toMap(Host::name, host -> host));
        return new SshHosts(
                name -> Optional.ofNullable(byName.get(name)), secrets, ticker, SshLimits.DEFAULT, agentSocket());
    }

    /** Hosts found by name, usual limits, and the SSH agent of the process's environment. */
    public static SshHosts of(Function<String, Optional<Host>> lookup, Secrets secrets, Ticker ticker) {
        return of(lookup, secrets, ticker, Dialer.DIRECT);
    }

    /** The same, with connections that {@code dialer} makes. */
    public static SshHosts of(Function<String, Optional<Host>> lookup, Secrets secrets, Ticker ticker, Dialer dialer) {
        return new SshHosts(lookup, secrets, ticker, SshLimits.DEFAULT, agentSocket(), dialer);
    }

    private static Optional<Path> agentSocket() {
        return Optional.ofNullable(System.getenv("SSH_AUTH_SOCK"))
                .filter(path -> !path.isBlank())
                .map(Path::of);
    }

    /** Old algorithms that this host alone may use; a plan or report that is not silent about them warns. */
    public static List<String> legacyAlgorithms(Host host) {
        return Algorithms.legacy(host);
    }

    @Override
    public SshShell shell(Host host) {
        requireNonNull(host, "host is null");
        SshShell shell = shells.computeIfAbsent(host, this::newShell);
        if (closed) {
            shell.close();
            throw new RelocationException(ErrorCode.STOPPED, "connections were closed on this side");
        }
        shell.open(limits.login());
        return shell;
    }

    private SshShell newShell(Host host) {
        return new SshShell(host, new HostLinks(host, connector, workers, limits), ticker, () -> shells.remove(host));
    }

    @Override
    public void close() {
        closed = true;
        List.copyOf(shells.values()).forEach(SshShell::close);
        workers.close();
    }
}
