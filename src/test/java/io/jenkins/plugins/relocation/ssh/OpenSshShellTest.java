// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** The contract with a real sshd. */
class OpenSshShellTest extends ShellContract {
    private static final TestKeys KEYS = TestKeys.of("ed25519");

    @TempDir
    private static Path dir;

    private static OpenSshServer server;

    @BeforeAll
    static void start() throws IOException, InterruptedException {
        OpenSshServer.assumeAvailable();
        server = new OpenSshServer(dir, KEYS.publicLine());
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.close();
        }
    }

    @Override
    TestServer server() {
        return server;
    }

    @Override
    TestKeys keys() {
        return KEYS;
    }
}
