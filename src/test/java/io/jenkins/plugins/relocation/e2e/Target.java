// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Jenkins that is driven, and what it can reach.
 *
 * @param url its address, ending in a slash
 * @param user an administrator
 * @param token an API token of that user
 * @param here name or address by which that Jenkins reaches the machine of this suite
 * @param inventory an inventory of hosts that it reaches, with the credentials id "e2e"; empty: no workload is moved
 * @param key private key for these hosts, in OpenSSH or PEM form
 * @param keyUser whom to log in as
 * @param evacuate the host of the inventory that is emptied
 */
record Target(
        URI url,
        String user,
        String token,
        String here,
        Optional<Path> inventory,
        Optional<Path> key,
        String keyUser,
        String evacuate) {
    /** What the command line says; empty: no address is given, and nothing is driven. */
    static Optional<Target> given() {
        String url = System.getProperty("e2e.url", "");
        if (url.isBlank()) {
            return Optional.empty();
        }
        return Optional.of(new Target(
                URI.create(url.endsWith("/") ? url : url + "/"),
                System.getProperty("e2e.user", ""),
                System.getProperty("e2e.token", ""),
                System.getProperty("e2e.here", "127.0.0.1"),
                path("e2e.inventory"),
                path("e2e.key"),
                System.getProperty("e2e.keyUser", "root"),
                System.getProperty("e2e.evacuate", "a")));
    }

    private static Optional<Path> path(String property) {
        return Optional.ofNullable(System.getProperty(property))
                .filter(value -> !value.isBlank())
                .map(Path::of);
    }

    /** Without the token, which must not be printed. */
    @Override
    public String toString() {
        return "%s as %s".formatted(url, user);
    }
}
