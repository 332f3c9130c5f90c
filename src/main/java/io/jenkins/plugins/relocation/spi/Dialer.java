// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** Makes TCP connections to hosts: from here, or through another machine that reaches them. */
@FunctionalInterface
public interface Dialer {
    /**
     * A socket that is not connected yet. It is connected to an unresolved address, whose name is looked up where the
     * connection is made from. Closing it, from any thread, ends whatever is being done with it.
     */
    Socket socket();

    /** Connects from this machine. */
    Dialer DIRECT = () -> new Socket() {
        @Override
        public void connect(SocketAddress endpoint, int timeoutMillis) throws IOException {
            InetSocketAddress named = (InetSocketAddress) endpoint;
            super.connect(new InetSocketAddress(named.getHostString(), named.getPort()), timeoutMillis);
        }
    };
}
