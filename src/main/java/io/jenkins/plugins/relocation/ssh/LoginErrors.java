// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.JSchAlgoNegoFailException;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.JSchSessionDisconnectException;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;

/** Says what a failed connection means: whose problem it is and what to do. */
final class LoginErrors {
    private static final List<String> REFUSED = List.of("Auth fail", "Auth cancel", "USERAUTH fail");

    private final Host host;
    private final String way;

    LoginErrors(Host host, List<Host> jumps) {
        this.host = host;
        way = jumps.isEmpty()
                ? ""
                : " through jump host " + jumps.get(jumps.size() - 1).name();
    }

    RelocationException explain(JSchException e, PinnedKeys keys, Sockets sockets) {
        if (keys.refusal().isPresent()) {
            RelocationException refusal = keys.refusal().get();
            return new RelocationException(refusal.code(), refusal.getMessage(), e);
        }
        if (e instanceof JSchAlgoNegoFailException nego) {
            return noCommonAlgorithm(nego);
        }
        if (sockets.broken().isEmpty() && loginRefused(e)) {
            return loginFailed(e);
        }
        return unreachable(reason(e, sockets), e);
    }

    RelocationException tooSlow(SshLimits limits) {
        return unreachable("no login within " + Texts.seconds(limits.login()), null);
    }

    private RelocationException unreachable(String reason, Exception cause) {
        return new RelocationException(
                ErrorCode.HOST_UNREACHABLE,
                "host %s at %s port %d%s cannot be reached: %s; check that it is up, its address and port, and the network between"
                        .formatted(host.name(), host.address(), host.port(), way, reason),
                cause);
    }

    private RelocationException loginFailed(JSchException e) {
        String credentials = host.login().credentials();
        return new RelocationException(
                ErrorCode.LOGIN_FAILED,
                "host %s at %s port %d%s refused the login as %s with %s (%s): check the account, and that the host accepts this kind of login"
                        .formatted(
                                host.name(),
                                host.address(),
                                host.port(),
                                way,
                                host.login().user(),
                                credentials.isEmpty() ? "the keys of the SSH agent" : "credentials " + credentials,
                                Names.quote(e.getMessage())),
                e);
    }

    private RelocationException noCommonAlgorithm(JSchAlgoNegoFailException e) {
        return new RelocationException(
                ErrorCode.UNSUPPORTED,
                "host %s at %s port %d%s has no algorithm for %s in common with this side: it offers %s; update the host, or allow one of them in the host's algorithms"
                        .formatted(
                                host.name(),
                                host.address(),
                                host.port(),
                                way,
                                e.getAlgorithmName(),
                                Names.quote(e.getServerProposal())),
                e);
    }

    private static boolean loginRefused(JSchException e) {
        String message = String.valueOf(e.getMessage());
        boolean tooMany = e instanceof JSchSessionDisconnectException && message.contains("uthentication");
        return tooMany || REFUSED.stream().anyMatch(message::startsWith);
    }

    private static String reason(JSchException e, Sockets sockets) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof UnknownHostException) {
            return "its address has no entry in the name service";
        }
        if (cause instanceof NoRouteToHostException) {
            return "no route to it";
        }
        if (cause instanceof SocketTimeoutException) {
            return "it did not answer in time";
        }
        if (cause instanceof ConnectException) {
            return Names.quote(cause.getMessage());
        }
        return sockets.broken().orElseGet(() -> Names.quote(cause.getMessage()));
    }
}
