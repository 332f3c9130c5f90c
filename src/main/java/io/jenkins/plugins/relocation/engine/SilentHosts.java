// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Hosts that could not be asked while a plan was made, and whether that is why there is none. */
final class SilentHosts {
    /** What keeps a host from being asked; the one that does not mend by waiting first. */
    private static final ErrorCode[] REASONS = {ErrorCode.LOGIN_FAILED, ErrorCode.HOST_UNREACHABLE};

    private final Map<String, ErrorCode> codes = new ConcurrentHashMap<>();

    void add(Host host, ErrorCode code) {
        codes.put(host.name(), code);
    }

    /**
     * Makes a plan. Where there is none because hosts could not be asked, what is thrown says that it is these hosts'
     * problem, not one of the constraints.
     *
     * @param targets hosts that workloads could go to
     * @param any whether any of them would do; if not, each is needed
     */
    Plan explain(Set<String> targets, boolean any, Supplier<Plan> planning) {
        try {
            return planning.get();
        } catch (RelocationException e) {
            Optional<ErrorCode> code = reason(targets, any);
            if (e.code() != ErrorCode.INFEASIBLE || code.isEmpty()) {
                throw e;
            }
            throw new RelocationException(code.get(), e.getMessage(), e);
        }
    }

    private Optional<ErrorCode> reason(Set<String> targets, boolean any) {
        boolean inTheWay = any
                ? !targets.isEmpty() && codes.keySet().containsAll(targets)
                : targets.stream().anyMatch(codes::containsKey);
        if (!inTheWay) {
            return Optional.empty();
        }
        for (ErrorCode reason : REASONS) {
            if (targets.stream().anyMatch(target -> codes.get(target) == reason)) {
                return Optional.of(reason);
            }
        }
        return Optional.empty();
    }
}
