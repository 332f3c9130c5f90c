// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import java.util.Optional;

/**
 * What hosts and workloads have where they say nothing themselves, key by key.
 *
 * @param login for hosts
 * @param limits for hosts
 * @param policy for workloads
 * @param timing for probes
 */
record Defaults(Optional<Fields> login, Optional<Fields> limits, Optional<Fields> policy, Optional<Fields> timing) {
    static Defaults of(Fields inventory) {
        Optional<Fields> defaults = inventory.get("defaults").flatMap(value -> value.fields(Shape.DEFAULTS));
        return new Defaults(
                part(defaults, "login", Shape.LOGIN),
                part(defaults, "limits", Shape.LIMITS),
                part(defaults, "policy", Shape.POLICY),
                part(defaults, "timing", Shape.TIMING));
    }

    /** Reads what stands here also where no host or workload uses it. */
    void check() {
        login.ifPresent(HostReader::checkLogin);
        limits.ifPresent(HostReader::limits);
        policy.ifPresent(WorkloadReader::policy);
        timing.ifPresent(ProbeReader::timing);
    }

    private static Optional<Fields> part(Optional<Fields> defaults, String key, Shape shape) {
        return defaults.flatMap(fields -> fields.get(key)).flatMap(value -> value.fields(shape));
    }
}
