// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.driver.Cable;
import java.util.Optional;

/**
 * A running container, as its host shows it.
 *
 * @param pid process id of its first process on the host
 * @param start when that started, in clock ticks since boot; with the id it names the process for ever
 * @param bundle directory of its bundle
 * @param config its OCI configuration
 * @param cgroup its cgroup in the hierarchy of version 2; empty: none
 * @param hiddenCgroups whether processes are in hierarchies of cgroup version 1 that are not mounted on the host
 * @param podman what Podman knows about it; empty: Podman does not run it
 * @param cable how it is connected; empty: its network is the host's, or none
 */
record Container(
        long pid,
        long start,
        String bundle,
        JsonNode config,
        String cgroup,
        boolean hiddenCgroups,
        Optional<Podman> podman,
        Optional<Cable> cable) {
    /** Path of the root file system on the host. */
    String rootfs() {
        String path = config.path("root").path("path").asText("rootfs");
        return path.startsWith("/") ? path : bundle + "/" + path;
    }

    /** "PID START". */
    String identity() {
        return pid + " " + start;
    }

    /** The command that its first process was started with. */
    String command() {
        StringBuilder words = new StringBuilder();
        config.path("process").path("args").forEach(word -> words.append(' ').append(word.asText()));
        return words.toString().strip();
    }
}
