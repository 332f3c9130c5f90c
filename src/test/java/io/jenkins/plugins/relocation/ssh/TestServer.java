// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Transfer;
import java.util.List;

/** An SSH server on 127.0.0.1 that runs commands with a real shell. */
public interface TestServer extends AutoCloseable {
    int port();

    /** The account that can log in. */
    String user();

    /** Lines for {@code hostKeys}. */
    List<String> hostKeys();

    /** Drops all connections and stops listening. */
    @Override
    void close();

    /** The server as a host of an inventory, logged in to with the credentials "key". */
    default Host host(String name) {
        return host(name, "key", Login.Become.NONE, hostKeys(), "");
    }

    default Host host(String name, String credentials, Login.Become become, List<String> hostKeys, String jump) {
        return new Host(
                name,
                "127.0.0.1",
                port(),
                new Login(user(), credentials, become),
                hostKeys,
                jump,
                List.of(),
                Limits.DEFAULT,
                Transfer.DEFAULT,
                Host.STATE_DIR,
                Host.IMAGE_DIR,
                List.of());
    }
}
