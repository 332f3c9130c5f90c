// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.Discovered;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Memory;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import io.jenkins.plugins.relocation.spi.Survey;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
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
    private final Map<String, Boolean> permitUsed = new ConcurrentSkipListMap<>();

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

    private static String key(String workload, String host) {
        return workload + "@" + host;
    }

    private void change(String method, Host host, Runnable effect) {
        String call = method + " " + host.name();
        if (unreachable.contains(host.name())) {
            throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " does not answer");
        }
        calls.add(call);
        interruption.at("before", call);
        effect.run();
        interruption.at("after", call);
    }

    final class SimulatedGuards implements Guards {
        @Override
        public Optional<Guard> read(Host host, String workload) {
            if (unreachable.contains(host.name())) {
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " does not answer");
            }
            return Optional.ofNullable(guards.get(key(workload, host.name())));
        }

        @Override
        public void take(Leg leg, Leg.End end, Holder holder) {
            Host host = leg.host(end);
            change("take", host, () -> {
                Guard guard = guards.get(key(leg.workload().name(), host.name()));
                if (guard != null && guard.held() && !guard.run().equals(leg.run())) {
                    throw new RelocationException(ErrorCode.BUSY, "held by " + guard.describe());
                }
                if (guard != null && guard.epoch() == leg.epoch() && !guard.held()) {
                    throw new RelocationException(ErrorCode.BUSY, "given back");
                }
                if (guard != null && guard.epoch() > leg.epoch()) {
                    throw new RelocationException(ErrorCode.BUSY, "stale epoch");
                }
                guards.put(
                        key(leg.workload().name(), host.name()),
                        new Guard(leg.run(), leg.attempt(), leg.epoch(), true, holder));
            });
        }

        @Override
        public void release(Leg leg, Leg.End end) {
            Host host = leg.host(end);
            change(
                    "release",
                    host,
                    () -> guards.computeIfPresent(key(leg.workload().name(), host.name()), (k, guard) -> {
                        // As hosts do: only who has it can give it back.
                        if (!guard.run().equals(leg.run())) {
                            throw new RelocationException(ErrorCode.BUSY, "held by " + guard.describe());
                        }
                        return new Guard(guard.run(), guard.attempt(), guard.epoch(), false, guard.holder());
                    }));
        }
    }

    final class SimulatedDriver implements Driver {
        private Optional<Copy> copy(Leg leg, Leg.End end) {
            return Optional.ofNullable(
                    copies.get(key(leg.workload().name(), leg.host(end).name())));
        }

        private void put(Leg leg, Leg.End end, State state, long count) {
            copies.put(key(leg.workload().name(), leg.host(end).name()), new Copy(state, count));
        }

        @Override
        public Set<Capability> capabilities() {
            Set<Capability> all = EnumSet.allOf(Capability.class);
            if (target != Target.RESUMES) {
                all.remove(Capability.RESUMES_BY_ITSELF);
            }
            return all;
        }

        @Override
        public List<Discovered> discover(Host host) {
            return copies.entrySet().stream()
                    .filter(e -> e.getKey().endsWith("@" + host.name()) && e.getValue().state == State.RUNNING)
                    .map(e -> e.getKey().substring(0, e.getKey().indexOf('@')))
                    .map(name -> new Discovered(name, "simulated", Map.of(), name, 1 << 20, List.of(), List.of()))
                    .toList();
        }

        @Override
        public Survey survey(Workload workload, Host on) {
            if (!copies.containsKey(key(workload.name(), on.name()))) {
                throw new RelocationException(ErrorCode.BAD_INPUT, workload.name() + " is not on " + on.name());
            }
            return new Survey(1 << 20, 0, List.of(1L), workload.name());
        }

        @Override
        public Memory memory(Host host) {
            if (unreachable.contains(host.name())) {
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " does not answer");
            }
            return new Memory(1L << 32, 1L << 31, true);
        }

        @Override
        public List<Fact> facts(Workload workload, Host from, Host to) {
            return List.of(new Fact(to.name(), "memory.free", Fact.Relation.AT_LEAST, "1048576"));
        }

        @Override
        public Map<String, String> readings(Host host, List<Fact> facts) {
            return Map.of("memory.free", "1073741824");
        }

        @Override
        public List<Finding> precheck(Leg leg) {
            return findings;
        }

        @Override
        public void prepare(Leg leg, Progress progress) {
            change("prepare", leg.from(), () -> supervisedAt.remove(leg.from().name()));
        }

        @Override
        public Duration checkpoint(Leg leg, Progress progress) {
            change(
                    "checkpoint",
                    leg.from(),
                    () -> images.put(
                            "point " + leg.id(), copy(leg, Leg.End.FROM).orElseThrow().count));
            return Duration.ofMillis(5);
        }

        @Override
        public void freeze(Leg leg, Progress progress) {
            change("freeze", leg.from(), () -> {
                Copy copy = copy(leg, Leg.End.FROM)
                        .orElseThrow(() -> new RelocationException(ErrorCode.HOST_FAILED, "nothing to freeze"));
                copy.state = State.FROZEN;
                spending.accept(progress);
                images.put(leg.id(), copy.count);
                if (leg.way() == Leg.Way.OUT && target != Target.WAITS) {
                    arrive(leg, copy.count);
                }
            });
        }

        private void arrive(Leg leg, long count) {
            if (unreachable.contains(leg.to().name())) {
                throw new RelocationException(
                        ErrorCode.HOST_UNREACHABLE, leg.to().name() + " does not answer");
            }
            if (target == Target.STAGES) {
                put(leg, Leg.End.TO, State.STAGED, count);
            } else if (permitUsed.putIfAbsent(leg.id(), true) == null) {
                put(leg, Leg.End.TO, State.RUNNING, count);
            } else if (!permitUsed.get(leg.id())) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "the permit was taken back");
            }
        }

        /** Like hosts: the source knows whether it sent everything, the target whether it resumed. */
        @Override
        public boolean revoke(Leg leg) {
            List<Boolean> never = new ArrayList<>();
            Host asked = unreachable.contains(leg.from().name()) ? leg.to() : leg.from();
            change("revoke", asked, () -> {
                boolean used = permitUsed.computeIfAbsent(leg.id(), id -> false);
                if (used && unreachable.contains(leg.to().name())) {
                    throw new RelocationException(
                            ErrorCode.HOST_UNREACHABLE, leg.to().name() + " does not answer");
                }
                never.add(!used);
            });
            return never.get(0);
        }

        @Override
        public void restore(Leg leg, Progress progress) {
            change("restore", leg.to(), () -> {
                Long image = images.get(leg.id());
                if (image == null) {
                    throw new RelocationException(ErrorCode.HOST_FAILED, "no complete image");
                }
                if (copy(leg, Leg.End.TO).filter(c -> c.state == State.RUNNING).isPresent()) {
                    throw new AssertionError("restored over a running copy");
                }
                put(leg, Leg.End.TO, State.STAGED, image);
            });
        }

        @Override
        public void resume(Leg leg) {
            change("resume", leg.to(), () -> {
                if (!permitUsed.computeIfAbsent(leg.id(), id -> true)) {
                    throw new RelocationException(ErrorCode.HOST_FAILED, "the permit was taken back");
                }
                Copy copy = copy(leg, Leg.End.TO)
                        .orElseThrow(() -> new RelocationException(ErrorCode.HOST_FAILED, "nothing to resume"));
                copy.state = State.RUNNING;
            });
        }

        @Override
        public boolean hasImage(Leg leg) {
            return images.containsKey(leg.id());
        }

        @Override
        public void thaw(Leg leg) {
            change("thaw", leg.from(), () -> {
                Copy copy = copy(leg, Leg.End.FROM)
                        .orElseThrow(() -> new RelocationException(ErrorCode.HOST_FAILED, "nothing to continue"));
                copy.state = State.RUNNING;
            });
        }

        @Override
        public void discard(Leg leg, Leg.End end) {
            change(
                    "discard",
                    leg.host(end),
                    () -> copies.remove(key(leg.workload().name(), leg.host(end).name())));
        }

        @Override
        public void adopt(Leg leg, Leg.End home) {
            change("adopt", leg.host(home), () -> {
                supervisedAt.clear();
                supervisedAt.add(leg.host(home).name());
            });
        }

        @Override
        public void cleanUp(Leg leg, Leg.End end) {
            change("cleanUp", leg.host(end), () -> images.remove(leg.id()));
        }

        @Override
        public void restorePoint(Leg leg, RestorePointUse use) {
            change("restorePoint", leg.from(), () -> {
                Long image = images.get("point " + leg.id());
                if (use == RestorePointUse.REMOVE) {
                    images.remove("point " + leg.id());
                } else {
                    put(leg, Leg.End.FROM, State.RUNNING, image);
                    images.remove("point " + leg.id());
                }
            });
        }

        @Override
        public Observation observe(Leg leg) {
            return new Observation(state(leg, Leg.End.FROM), state(leg, Leg.End.TO), "simulated");
        }

        private State state(Leg leg, Leg.End end) {
            Host host = leg.host(end);
            if (unreachable.contains(host.name())) {
                return State.UNKNOWN;
            }
            return copy(leg, end).map(c -> c.state).orElse(State.ABSENT);
        }
    }

    DriverFactory factory() {
        return new DriverFactory() {
            @Override
            public String id() {
                return "simulated";
            }

            @Override
            public List<SettingProblem> check(Workload workload) {
                return List.of();
            }

            @Override
            public Driver create(HostAccess access, Ticker ticker) {
                return new SimulatedDriver();
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
                return new SimulatedShell(host);
            }

            @Override
            public void close() {}
        };
    }

    private final class SimulatedShell implements RemoteShell {
        private final Host host;

        SimulatedShell(Host host) {
            this.host = host;
        }

        @Override
        public Host host() {
            return host;
        }

        @Override
        public CommandResult run(Command command) {
            calls.add("command " + host.name());
            try {
                commands.accept(host.name());
                return new CommandResult(0, "", "", false);
            } catch (IllegalStateException e) {
                return new CommandResult(1, "", e.getMessage(), false);
            }
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            throw new UnsupportedOperationException("simulated hosts have no streams");
        }

        @Override
        public boolean answers(Duration within) {
            return true;
        }

        @Override
        public void close() {}
    }
}
