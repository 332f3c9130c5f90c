// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.TakeOvers;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Guards as files on the hosts, kept by the host script. */
public final class HostGuards implements Guards, TakeOvers {
    private final HostScript script;

    public HostGuards(HostAccess access) {
        this.script = new HostScript(access);
    }

    @Override
    public Optional<Guard> read(Host host, String workload) {
        CommandResult result = script.run(host, Identity.nobody(workload), Call.of("guard-read"));
        return result.text().isEmpty() ? Optional.empty() : Optional.of(parse(host, workload, result));
    }

    @Override
    public void take(Leg leg, Leg.End end, Holder holder) {
        CommandResult result = script.run(leg, end, Call.of("guard-take", holder.words()));
        Guard guard = parse(leg.host(end), leg.workload().name(), result);
        if (!guard.equals(new Guard(leg.run(), leg.attempt(), leg.epoch(), true, guard.holder()))) {
            throw damaged(leg.host(end), leg.workload().name(), result);
        }
    }

    @Override
    public void release(Leg leg, Leg.End end) {
        script.run(leg, end, Call.of("guard-release"));
    }

    @Override
    public List<String> traces(Host host, String workload) {
        return script.run(host, Identity.nobody(workload), Call.of("in-flight", host.imageDir()))
                .lines();
    }

    @Override
    public void seize(Host host, String workload, Guard seen, Guard next) {
        Call call = Call.of(
                "guard-seize",
                seen.run(),
                Integer.toString(seen.attempt()),
                Long.toString(seen.epoch()),
                next.holder().words());
        CommandResult result = script.run(host, identity(workload, next), call);
        Guard guard = parse(host, workload, result);
        if (!guard.equals(new Guard(next.run(), next.attempt(), next.epoch(), true, guard.holder()))) {
            throw damaged(host, workload, result);
        }
    }

    @Override
    public void free(Host host, String workload, Guard mine) {
        script.run(host, identity(workload, mine), Call.of("guard-release"));
    }

    private static Identity identity(String workload, Guard guard) {
        return new Identity(workload, guard.run(), guard.attempt(), guard.epoch());
    }

    private static Guard parse(Host host, String workload, CommandResult result) {
        Map<String, String> values = KeyValues.parse(result.lines());
        if (!values.keySet().containsAll(List.of("run", "attempt", "epoch", "state"))) {
            throw damaged(host, workload, result);
        }
        try {
            return new Guard(
                    values.get("run"),
                    Integer.parseInt(values.get("attempt")),
                    Long.parseLong(values.get("epoch")),
                    values.get("state").equals("held"),
                    new Holder(values.getOrDefault("holder", "")));
        } catch (NumberFormatException e) {
            throw damaged(host, workload, result);
        }
    }

    private static RelocationException damaged(Host host, String workload, CommandResult result) {
        return new RelocationException(
                ErrorCode.DAMAGED,
                "the guard of workload %s on host %s makes no sense: %s; look at %s/guards/%s there"
                        .formatted(workload, host.name(), Names.quote(result.text()), host.stateDir(), workload));
    }
}
