// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.model.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What a person reads while bytes are on their way. */
class HumanViewTest {
    private static final long MIB = 1 << 20;

    private final AtomicLong nanos = new AtomicLong(TimeUnit.HOURS.toNanos(1));
    private final ByteArrayOutputStream shown = new ByteArrayOutputStream();
    private final HumanView view =
            new HumanView(new PrintStream(shown, true, StandardCharsets.UTF_8), false, false, nanos::get);

    @Test
    void tellsRateAndTimeLeftOfWhatCameSinceItLooks() {
        sent(10 * MIB);
        after(10);

        sent(60 * MIB);

        assertThat(lastLine()).isEqualTo("  redis memory  60.0 MiB of 100.0 MiB (60 %), 5.0 MiB/s, 8.0 s left");
    }

    @Test
    void theNextMoveOfAWorkloadIsAnotherTransfer() {
        sent(0);
        after(10);
        sent(100 * MIB);
        after(600);
        view.on(new RelocationEvent.PhaseChanged("r-2", "redis", Phase.PRECHECKED, Phase.CHECKPOINTED, ""));
        sent(MIB);
        after(10);

        sent(51 * MIB);

        assertThat(lastLine()).isEqualTo("  redis memory  51.0 MiB of 100.0 MiB (51 %), 5.0 MiB/s, 9.8 s left");
    }

    private void sent(long bytes) {
        view.on(new RelocationEvent.Transferred("r-1", "redis", "memory", bytes, 100 * MIB));
    }

    private void after(int seconds) {
        nanos.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    private String lastLine() {
        return shown.toString(StandardCharsets.UTF_8)
                .lines()
                .reduce((first, second) -> second)
                .orElse("");
    }
}
