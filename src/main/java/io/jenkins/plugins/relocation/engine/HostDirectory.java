// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Hosts by name, as the plans and inventories in use define them: how a connection finds the jump hosts it goes through. */
public final class HostDirectory {
    private final Map<String, Host> hosts = new ConcurrentHashMap<>();

    /** The host with that name, as it was defined last. */
    public Optional<Host> find(String name) {
        return Optional.ofNullable(hosts.get(name));
    }

    void learn(List<Host> known) {
        known.forEach(host -> hosts.put(host.name(), host));
    }
}
