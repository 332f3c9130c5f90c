// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Consumer;

/**
 * Hosts with workloads in memory: each copy of a workload has a state and a counter that its users count up while it runs.
 * It behaves as the driver contract says; a test may interrupt it before and after every call that changes something.
 */
final class SimulatedWorld {
    /** One copy of a workload on one host. */
    static final class Copy {
        State state;
        long count;

        Copy(State state, long count) {
            this.state = state;
            this.count = count;
        }
    }

    /** Called with "method host" before and after every change; may throw. */
    interface Interruption {
        void at(String moment, String call);
    }

    final Map<String, Copy> copies = new ConcurrentSkipListMap<>();
    final Map<String, Long> images = new ConcurrentSkipListMap<>();
    final Map<String, Guards.Guard> guards = new ConcurrentSkipListMap<>();
    final Set<String> unreachable = ConcurrentHashMap.newKeySet();

    /** Hosts that a driver knows nothing about: "driver:host". */
    final Set<String> foreign = new java.util.HashSet<>();

    final Set<String> supervisedAt = ConcurrentHashMap.newKeySet();
    final List<String> calls = Collections.synchronizedList(new ArrayList<>());
    List<Finding> findings = List.of();

    /** What targets do by themselves as soon as the image is complete, as drivers may. */
    enum Target {
        WAITS,
        STAGES,
        RESUMES
    }

    Target target = Target.WAITS;
    /** By leg: whether a permit that was given along was used, or taken back. */
    final Map<String, Boolean> permitUsed = new ConcurrentSkipListMap<>();

    Interruption interruption = (moment, call) -> {};
    Consumer<String> commands = host -> {};

    /** What a freeze takes and tells. */
    Consumer<Progress> spending = progress -> {};

    void start(String workload, String host) {
        copies.put(key(workload, host), new Copy(State.RUNNING, 0));
    }

    /** Users use the workload wherever it runs. Fails when two copies run. */
    void use(String workload) {
        List<Copy> running = copies.entrySet().stream()
                .filter(e -> e.getKey().startsWith(workload + "@") && e.getValue().state == State.RUNNING)
                .map(Map.Entry::getValue)
                .toList();
        if (running.size() > 1) {
            throw new AssertionError(workload + " runs twice");
        }
        running.forEach(copy -> copy.count++);
    }

    /** Host that runs the workload; empty: none. */
    Optional<String> runsOn(String workload) {
        List<String> hosts = copies.entrySet().stream()
                .filter(e -> e.getKey().startsWith(workload + "@") && e.getValue().state == State.RUNNING)
                .map(e -> e.getKey().substring(workload.length() + 1))
                .toList();
        if (hosts.size() > 1) {
            throw new AssertionError(workload + " runs on " + hosts);
        }
        return hosts.stream().findFirst();
    }

    long count(String workload, String host) {
        return copies.get(key(workload, host)).count;
    }

    /** What is left beside running workloads and free guards. */
    List<String> leftovers() {
        List<String> left = new ArrayList<>();
        copies.forEach((k, copy) -> {
            if (copy.state != State.RUNNING) {
                left.add(k + " is " + copy.state);
            }
        });
        images.forEach((k, v) -> left.add("image " + k));
        guards.forEach((k, guard) -> {
            if (guard.held()) {
                left.add("guard " + k);
            }
        });
        return left;
    }

    static String key(String workload, String host) {
        return workload + "@" + host;
    }

    void change(String method, Host host, Runnable effect) {
        String call = method + " " + host.name();
        if (unreachable.contains(host.name())) {
            throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " does not answer");
        }
        calls.add(call);
        interruption.at("before", call);
        effect.run();
        interruption.at("after", call);
    }

    DriverFactory factory() {
        return factory("simulated");
    }

    /** The same technology under another name. */
    DriverFactory factory(String id) {
        return new DriverFactory() {
            @Override
            public String id() {
                return id;
            }

            @Override
            public List<SettingProblem> check(Workload workload) {
                return List.of();
            }

            @Override
            public Driver create(HostAccess access, Ticker ticker) {
                return new SimulatedDriver(SimulatedWorld.this, id);
            }
        };
    }

    HostAccess access() {
        return new HostAccess() {
            @Override
            public RemoteShell shell(Host host) {
                if (unreachable.contains(host.name())) {
                    throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " does not answer");
                }
                return new SimulatedShell(SimulatedWorld.this, host);
            }

            @Override
            public void close() {}
        };
    }
}
