// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract with the in-process server: everywhere, without anything installed. */
class MinaShellTest extends ShellContract {
    private static final TestKeys KEYS = TestKeys.of("ecdsa");
    private static MinaServer server;

    @BeforeAll
    static void start() {
        server = new MinaServer("RSA").acceptKey(KEYS.publicLine()).start();
    }

    @AfterAll
    static void stop() {
        server.close();
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
