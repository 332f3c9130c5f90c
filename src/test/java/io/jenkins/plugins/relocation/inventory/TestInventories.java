// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

/** Inventories with one part left open. */
final class TestInventories {
    static final int FIRST_HOST_LINE = 6;
    static final int FIRST_WORKLOAD_LINE = 5;

    private static final String HOST =
            "  - {name: a, address: 10.0.0.1, login: {user: root}, hostKeys: [\"ssh-ed25519 AAAA\"]}\n";

    private TestInventories() {}

    static String withWorkload(String workload) {
        return "version: 1\nhosts:\n" + HOST + "workloads:\n" + workload;
    }

    /** The line number of the given text is {@link #FIRST_HOST_LINE}. */
    static String withHost(String host) {
        return "version: 1\nworkloads: []\nconcurrency: 4\nhosts:\n" + HOST + host;
    }
}
