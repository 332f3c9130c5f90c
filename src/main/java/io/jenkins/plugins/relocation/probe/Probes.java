// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.Probe;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;

/**
 * All kinds of probes for one workload. TCP, HTTP and line probes go out from this process; commands run on the workload's
 * host with the rights of its login. Holds nothing that has to be closed. Thread-safe.
 */
public final class Probes implements Probe {
    private final List<Kind<?>> kinds;

    /**
     * Probes of one workload.
     *
     * @param hosts where commands run; its connections are left open
     * @param http asks HTTP servers; left open
     * @param processes looks at the workload's processes
     */
    public Probes(HostAccess hosts, HttpCalls http, ProcessLook processes) {
        this.kinds = List.of(
                new Kind<>(ProbeSpec.Tcp.class, new TcpProbe()),
                new Kind<>(ProbeSpec.Http.class, new HttpProbe(http)),
                new Kind<>(ProbeSpec.Command.class, new CommandProbe(hosts)),
                new Kind<>(ProbeSpec.ProcessState.class, new ProcessProbe(processes)),
                new Kind<>(ProbeSpec.Line.class, new LineProbe()));
    }

    /**
     * {@inheritDoc}
     *
     * <p>A peer that refuses, hangs, or answers nonsense is an outcome and never an exception.
     *
     * @throws RelocationException with {@link ErrorCode#STOPPED} when the thread is interrupted
     */
    @Override
    public Outcome attempt(ProbeSpec spec, Host on) {
        try {
            return kindOf(spec).make(spec, on);
        } catch (RelocationException e) {
            if (e.code() == ErrorCode.STOPPED) {
                throw e;
            }
            return new Outcome(false, Words.safe(e.getMessage()));
        }
    }

    private Kind<?> kindOf(ProbeSpec spec) {
        return kinds.stream()
                .filter(kind -> kind.type().isInstance(spec))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "no probe for %s".formatted(spec.getClass().getName())));
    }

    private record Kind<S extends ProbeSpec>(Class<S> type, Attempt<S> attempt) {
        Outcome make(ProbeSpec spec, Host on) {
            return attempt.make(type.cast(spec), on);
        }
    }
}
