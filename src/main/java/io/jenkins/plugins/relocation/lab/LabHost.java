// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

import static java.util.Objects.requireNonNull;

/**
 * A host of the laboratory, as an SSH client inside the controller's network namespace sees it.
 *
 * @param hostKey the public host key to pin, as in a known_hosts file: type and base64
 */
public record LabHost(String name, String address, int port, String hostKey) {
    public LabHost {
        requireNonNull(name, "name is null");
        requireNonNull(address, "address is null");
        requireNonNull(hostKey, "hostKey is null");
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port of " + name + " is " + port);
        }
    }

    /** Returns the line that pins this host in a known_hosts file. */
    public String knownHostsLine() {
        return (port == 22 ? address : "[" + address + "]:" + port) + " " + hostKey;
    }
}
