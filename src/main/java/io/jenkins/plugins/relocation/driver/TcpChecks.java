// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static io.jenkins.plugins.relocation.driver.HostChecks.some;

import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.Sockets.Internet;
import java.util.List;
import java.util.Optional;

/** Judges what becomes of TCP connections. */
public final class TcpChecks {
    private TcpChecks() {}

    /**
     * Whether connections can be treated as wanted.
     *
     * @param sockets those of the workload
     * @param cable the address that moves along; empty: none
     */
    public static Result policy(TcpPolicy policy, List<Internet> sockets, Optional<Cable> cable) {
        List<String> connected = sockets.stream()
                .filter(Internet::connected)
                .map(socket -> "%s with %s".formatted(socket.describe(), socket.remote()))
                .toList();
        return switch (policy) {
            case KEEP ->
                cable.isPresent()
                        ? Result.pass("%d TCP connections are kept".formatted(connected.size()))
                        : Result.fail(
                                "tcp is keep, but no address moves along",
                                "run it in a named network namespace with an address of its own (see network.cable), or set tcp: close");
            case CLOSE ->
                Result.pass("%d TCP connections will be closed; clients connect again".formatted(connected.size()));
            case REFUSE ->
                connected.isEmpty()
                        ? Result.pass("no TCP connections")
                        : Result.fail(
                                "%d TCP connections, but tcp is refuse: %s"
                                        .formatted(connected.size(), some(connected)),
                                "set tcp: close when clients connect again by themselves, or let them disconnect");
        };
    }
}
