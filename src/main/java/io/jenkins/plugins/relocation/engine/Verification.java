// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Units;
import io.jenkins.plugins.relocation.probe.ProbeLoop;
import io.jenkins.plugins.relocation.probe.Probes;
import io.jenkins.plugins.relocation.probe.Verdict;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Probe;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.Optional;

/** Asks a workload's probes whether it works where it is. */
final class Verification {
    private final MoveWork work;

    Verification(MoveWork work) {
        this.work = work;
    }

    /**
     * Asks all probes on a host, one after the other, each as long as it may.
     *
     * @throws RelocationException with {@link ErrorCode#HOST_FAILED} when one does not pass, saying what it saw last
     */
    void probe(Host on) {
        Surroundings with = work.with();
        Probes probes = new Probes(with.hosts(), with.http(), this::alive);
        for (ProbeSpec spec : work.workload().probes()) {
            Verdict verdict = new ProbeLoop(probes, with.ticker())
                    .run(spec, on, attempt -> tell(spec, attempt.outcome()), work::stopReason);
            work.run()
                    .record(new Entry.ProbeEnded(
                            work.move().workload(),
                            on.name(),
                            spec.describe(),
                            verdict.passed(),
                            verdict.attempts(),
                            verdict.lastSaw()));
            if (!verdict.passed()) {
                throw new RelocationException(
                        ErrorCode.HOST_FAILED,
                        "probe %s of %s on %s did not pass within %s (%d attempts): %s"
                                .formatted(
                                        spec.describe(),
                                        work.move().workload(),
                                        on.name(),
                                        Units.duration(spec.timing().within()),
                                        verdict.attempts(),
                                        verdict.lastSaw()));
            }
        }
    }

    private void tell(ProbeSpec spec, Probe.Outcome outcome) {
        work.run()
                .tell(new RelocationEvent.Probed(
                        work.run().id(), work.move().workload(), spec.describe(), outcome.passed(), outcome.saw()));
    }

    /** Whether the workload's processes run on a host; empty: it cannot be told. */
    private Optional<Boolean> alive(Host on) {
        Leg leg = on.equals(work.target()) ? work.leg() : work.leg().reversed();
        return switch (work.driver().observe(leg, Leg.End.TO)) {
            case RUNNING -> Optional.of(true);
            case UNKNOWN -> Optional.empty();
            default -> Optional.of(false);
        };
    }
}
