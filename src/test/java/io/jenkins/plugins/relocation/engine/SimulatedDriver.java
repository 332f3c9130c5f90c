// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Fact;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Capability;
import io.jenkins.plugins.relocation.spi.Discovered;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Memory;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Survey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Does what the driver contract says, in memory. */
final class SimulatedDriver implements Driver {
    private final SimulatedWorld world;
    private final String id;

    SimulatedDriver(SimulatedWorld world, String id) {
        this.world = world;
        this.id = id;
    }

    private Optional<SimulatedWorld.Copy> copy(Leg leg, Leg.End end) {
        return Optional.ofNullable(world.copies.get(
                SimulatedWorld.key(leg.workload().name(), leg.host(end).name())));
    }

    private void put(Leg leg, Leg.End end, State state, long count) {
        world.copies.put(
                SimulatedWorld.key(leg.workload().name(), leg.host(end).name()), new SimulatedWorld.Copy(state, count));
    }

    @Override
    public Set<Capability> capabilities() {
        Set<Capability> all = EnumSet.allOf(Capability.class);
        if (world.target != SimulatedWorld.Target.RESUMES) {
            all.remove(Capability.RESUMES_BY_ITSELF);
        }
        return all;
    }

    @Override
    public List<Discovered> discover(Host host) {
        return world.copies.entrySet().stream()
                .filter(e -> e.getKey().endsWith("@" + host.name()) && e.getValue().state == State.RUNNING)
                .map(e -> e.getKey().substring(0, e.getKey().indexOf('@')))
                .map(name -> new Discovered(name, "simulated", Map.of(), name, 1 << 20, List.of(), List.of()))
                .toList();
    }

    @Override
    public Survey survey(Workload workload, Host on) {
        if (!world.copies.containsKey(SimulatedWorld.key(workload.name(), on.name()))) {
            throw new RelocationException(ErrorCode.BAD_INPUT, workload.name() + " is not on " + on.name());
        }
        return new Survey(1 << 20, 0, List.of(1L), workload.name());
    }

    @Override
    public Memory memory(Host host) {
        if (world.unreachable.contains(host.name())) {
            throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " does not answer");
        }
        if (world.foreign.contains(id + ":" + host.name())) {
            throw new RelocationException(ErrorCode.HOST_FAILED, host.name() + " does not tell its memory");
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
        return world.findings;
    }

    @Override
    public void prepare(Leg leg, Progress progress) {
        world.change(
                "prepare",
                leg.from(),
                () -> world.supervisedAt.remove(leg.from().name()));
    }

    @Override
    public Duration checkpoint(Leg leg, Progress progress) {
        world.change(
                "checkpoint",
                leg.from(),
                () -> world.images.put(
                        "point " + leg.id(), copy(leg, Leg.End.FROM).orElseThrow().count));
        return Duration.ofMillis(5);
    }

    @Override
    public void freeze(Leg leg, Progress progress) {
        world.change("freeze", leg.from(), () -> {
            SimulatedWorld.Copy copy = copy(leg, Leg.End.FROM)
                    .orElseThrow(() -> new RelocationException(ErrorCode.HOST_FAILED, "nothing to freeze"));
            copy.state = State.FROZEN;
            world.spending.accept(progress);
            world.images.put(leg.id(), copy.count);
            if (leg.way() == Leg.Way.OUT && world.target != SimulatedWorld.Target.WAITS) {
                arrive(leg, copy.count);
            }
        });
    }

    private void arrive(Leg leg, long count) {
        if (world.unreachable.contains(leg.to().name())) {
            throw new RelocationException(ErrorCode.HOST_UNREACHABLE, leg.to().name() + " does not answer");
        }
        if (world.target == SimulatedWorld.Target.STAGES) {
            put(leg, Leg.End.TO, State.STAGED, count);
        } else if (world.permitUsed.putIfAbsent(leg.id(), true) == null) {
            put(leg, Leg.End.TO, State.RUNNING, count);
        } else if (!world.permitUsed.get(leg.id())) {
            throw new RelocationException(ErrorCode.HOST_FAILED, "the permit was taken back");
        }
    }

    /** Like hosts: the source knows whether it sent everything, the target whether it resumed. */
    @Override
    public boolean revoke(Leg leg) {
        List<Boolean> never = new ArrayList<>();
        Host asked = world.unreachable.contains(leg.from().name()) ? leg.to() : leg.from();
        world.change("revoke", asked, () -> {
            boolean used = world.permitUsed.computeIfAbsent(leg.id(), id -> false);
            if (used && world.unreachable.contains(leg.to().name())) {
                throw new RelocationException(
                        ErrorCode.HOST_UNREACHABLE, leg.to().name() + " does not answer");
            }
            never.add(!used);
        });
        return never.get(0);
    }

    @Override
    public void restore(Leg leg, Progress progress) {
        world.change("restore", leg.to(), () -> {
            Long image = world.images.get(leg.id());
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
        world.change("resume", leg.to(), () -> {
            if (!world.permitUsed.computeIfAbsent(leg.id(), id -> true)) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "the permit was taken back");
            }
            SimulatedWorld.Copy copy = copy(leg, Leg.End.TO)
                    .orElseThrow(() -> new RelocationException(ErrorCode.HOST_FAILED, "nothing to resume"));
            copy.state = State.RUNNING;
        });
    }

    @Override
    public boolean hasImage(Leg leg) {
        return world.images.containsKey(leg.id());
    }

    @Override
    public void thaw(Leg leg) {
        world.change("thaw", leg.from(), () -> {
            SimulatedWorld.Copy copy = copy(leg, Leg.End.FROM)
                    .orElseThrow(() -> new RelocationException(ErrorCode.HOST_FAILED, "nothing to continue"));
            copy.state = State.RUNNING;
        });
    }

    @Override
    public void discard(Leg leg, Leg.End end) {
        world.change(
                "discard",
                leg.host(end),
                () -> world.copies.remove(
                        SimulatedWorld.key(leg.workload().name(), leg.host(end).name())));
    }

    @Override
    public void adopt(Leg leg, Leg.End home) {
        world.change("adopt", leg.host(home), () -> {
            world.supervisedAt.clear();
            world.supervisedAt.add(leg.host(home).name());
        });
    }

    @Override
    public void cleanUp(Leg leg, Leg.End end) {
        world.change("cleanUp", leg.host(end), () -> world.images.remove(leg.id()));
    }

    @Override
    public void restorePoint(Leg leg, RestorePointUse use) {
        world.change("restorePoint", leg.from(), () -> {
            Long image = world.images.get("point " + leg.id());
            if (use == RestorePointUse.REMOVE) {
                world.images.remove("point " + leg.id());
            } else {
                put(leg, Leg.End.FROM, State.RUNNING, image);
                world.images.remove("point " + leg.id());
            }
        });
    }

    @Override
    public Observation observe(Leg leg) {
        return new Observation(state(leg, Leg.End.FROM), state(leg, Leg.End.TO), "simulated");
    }

    private State state(Leg leg, Leg.End end) {
        Host host = leg.host(end);
        if (world.unreachable.contains(host.name())) {
            return State.UNKNOWN;
        }
        return copy(leg, end).map(c -> c.state).orElse(State.ABSENT);
    }
}
