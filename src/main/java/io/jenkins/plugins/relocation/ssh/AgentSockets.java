// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import com.jcraft.jsch.USocketFactory;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/**
 * Reaches an SSH agent. The library has the same, but in the part of its archive for newer Java versions, which not
 * every class loader looks at.
 */
final class AgentSockets implements USocketFactory {
    @Override
    public SocketChannel connect(Path path) throws IOException {
        return SocketChannel.open(UnixDomainSocketAddress.of(path));
    }

    @Override
    public ServerSocketChannel bind(Path path) {
        throw new UnsupportedOperationException("an agent is asked, never played");
    }
}
