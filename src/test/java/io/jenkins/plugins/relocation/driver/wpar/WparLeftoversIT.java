// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.host.HostLeftovers;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What moves of partitions leave, as the janitor sees it. */
class WparLeftoversIT {
    @TempDir
    private Path directory;

    private AixBed bed;
    private Leftovers leftovers;
    private Leg leg;

    @BeforeEach
    void start() {
        bed = new AixBed(directory).withSystem();
        leftovers = new HostLeftovers(bed.access);
        leg = bed.live();
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(leftovers.look(bed.host("aix1"))).isEmpty();
    }

    @Test
    void findsLegsAndGuardsAndRemovesThem() {
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);

        List<Leftover> found = leftovers.look(leg.to());
        assertThat(found).extracting(Leftover::kind).containsExactly(Kind.LEG, Kind.GUARD);
        assertThat(found.get(0).run()).isEqualTo("run");
        assertThat(found.get(0).workload()).isEqualTo(AixBed.WPAR);
        assertThat(found.get(0).epoch()).isEqualTo(3);
        assertThat(leftovers.look(leg.from()).get(0).is(Trait.ORIGINAL)).isTrue();
        leftovers.remove(leg.to(), found.get(0), Leftovers.Reason.NAMED);
        // The guard is another one now: no leg refers to it any more.
        assertThatThrownBy(() -> leftovers.remove(leg.to(), found.get(1), Leftovers.Reason.NAMED))
                .hasMessageContaining("no longer what it was");
        leftovers.remove(leg.to(), leftovers.look(leg.to()).get(0), Leftovers.Reason.NAMED);

        assertThat(leftovers.look(leg.to())).isEmpty();
        assertThat(bed.target().names()).isEmpty();
    }

    @Test
    void neverTouchesAPausedPartition() {
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);

        Leftover held = leftovers.look(leg.from()).get(0);

        assertThat(held.traits()).contains(Trait.FROZEN, Trait.IMAGE);
        assertThatThrownBy(() -> leftovers.remove(leg.from(), held, Leftovers.Reason.NAMED))
                .hasMessageContaining("is paused");
        assertThat(bed.driver.observe(leg, Leg.End.FROM)).hasToString("FROZEN");
    }
}
