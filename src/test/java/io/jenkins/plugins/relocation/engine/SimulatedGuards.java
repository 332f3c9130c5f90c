// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Optional;

/** Guards in memory. */
final class SimulatedGuards implements Guards {
    private final SimulatedWorld world;

    SimulatedGuards(SimulatedWorld world) {
        this.world = world;
    }

    @Override
    public Optional<Guard> read(Host host, String workload) {
        if (world.unreachable.contains(host.name())) {
            throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " does not answer");
        }
        return Optional.ofNullable(world.guards.get(SimulatedWorld.key(workload, host.name())));
    }

    @Override
    public void take(Leg leg, Leg.End end, Holder holder) {
        Host host = leg.host(end);
        world.change("take", host, () -> {
            Guard guard = world.guards.get(SimulatedWorld.key(leg.workload().name(), host.name()));
            if (guard != null && guard.held() && !guard.run().equals(leg.run())) {
                throw new RelocationException(ErrorCode.BUSY, "held by " + guard.describe());
            }
            if (guard != null && guard.epoch() == leg.epoch() && !guard.held()) {
                throw new RelocationException(ErrorCode.BUSY, "given back");
            }
            if (guard != null && guard.epoch() > leg.epoch()) {
                throw new RelocationException(ErrorCode.BUSY, "stale epoch");
            }
            world.guards.put(
                    SimulatedWorld.key(leg.workload().name(), host.name()),
                    new Guard(leg.run(), leg.attempt(), leg.epoch(), true, holder));
        });
    }

    @Override
    public void release(Leg leg, Leg.End end) {
        Host host = leg.host(end);
        world.change(
                "release",
                host,
                () -> world.guards.computeIfPresent(
                        SimulatedWorld.key(leg.workload().name(), host.name()), (k, guard) -> {
                            // As hosts do: only who has it can give it back.
                            if (!guard.run().equals(leg.run())) {
                                throw new RelocationException(ErrorCode.BUSY, "held by " + guard.describe());
                            }
                            return new Guard(guard.run(), guard.attempt(), guard.epoch(), false, guard.holder());
                        }));
    }
}
