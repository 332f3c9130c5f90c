// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.Host;

/** Gives shells on hosts. Connections are pooled: asking again for the same host is cheap. */
public interface HostAccess extends AutoCloseable {
    /**
     * A shell on the host.
     *
     * @throws RelocationException when the host cannot be reached, shows a wrong key, or refuses the login
     */
    RemoteShell shell(Host host);

    /** Closes all connections. */
    @Override
    void close();
}
