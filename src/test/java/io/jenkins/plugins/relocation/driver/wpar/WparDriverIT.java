// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import io.jenkins.plugins.relocation.simulator.Task;
import io.jenkins.plugins.relocation.simulator.aix.WparState;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Leg.End;
import io.jenkins.plugins.relocation.spi.Progress;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The driver and the host script against simulated AIX systems, over real SSH: moves, out and back. */
class WparDriverIT extends OnAixBed {
    @Test
    void movesALiveSystemPartition() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);

        bed.driver.prepare(leg, Progress.NONE);
        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().spec(AixBed.WPAR).orElseThrow().auto()).isFalse();
        bed.driver.freeze(leg, Progress.NONE);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.restore(leg, Progress.NONE);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN STAGED");
        bed.driver.resume(leg);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN RUNNING");
        assertThat(bed.target().work(AixBed.WPAR).map(Task::count)).contains(100L);
        bed.driver.discard(leg, End.FROM);
        assertThat(bed.shown(leg)).isEqualTo("ABSENT RUNNING");
        bed.driver.adopt(leg, End.TO);
        bed.cleanUp(leg);
        bed.releaseGuards(leg);

        assertThat(bed.source().names()).isEmpty();
        assertThat(bed.target().state(AixBed.WPAR)).contains(WparState.ACTIVE);
        assertThat(bed.target().spec(AixBed.WPAR).orElseThrow().auto()).isTrue();
        assertThat(bed.left()).isEmpty();
    }

    @Test
    void continuesThePausedSource() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToRestore(leg);

        bed.driver.discard(leg, End.TO);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.thaw(leg);

        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
        bed.driver.adopt(leg, End.FROM);
        bed.cleanUp(leg);
        assertThat(bed.source().spec(AixBed.WPAR).orElseThrow().auto()).isTrue();
        assertThat(bed.target().names()).isEmpty();
        assertThat(bed.left()).isEmpty();
    }

    @Test
    void bringsBackWhatRanOnTheTarget() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToResume(leg);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN RUNNING");
        bed.target().work(AixBed.WPAR).orElseThrow().use();
        Leg back = leg.reversed();

        bed.driver.freeze(back, Progress.NONE);
        assertThat(bed.shown(back)).isEqualTo("FROZEN FROZEN");
        bed.driver.discard(back, End.TO);
        assertThat(bed.shown(leg)).isEqualTo("ABSENT FROZEN");
        bed.driver.restore(back, Progress.NONE);
        assertThat(bed.shown(back)).isEqualTo("FROZEN STAGED");
        bed.driver.resume(back);
        assertThat(bed.shown(back)).isEqualTo("FROZEN RUNNING");
        bed.driver.discard(back, End.FROM);

        assertThat(bed.shown(back)).isEqualTo("ABSENT RUNNING");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(101L);
        bed.driver.adopt(leg, End.FROM);
        for (Leg each : List.of(back, leg)) {
            bed.cleanUp(each);
        }
        assertThat(bed.source().spec(AixBed.WPAR).orElseThrow().auto()).isTrue();
        assertThat(bed.target().names()).isEmpty();
        assertThat(bed.left()).isEmpty();
    }

    @Test
    void movesAnApplicationPartition() {
        bed.withApplication();
        Leg leg = bed.live();

        bed.upToResume(leg);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN RUNNING");
        bed.driver.discard(leg, End.FROM);

        assertThat(bed.shown(leg)).isEqualTo("ABSENT RUNNING");
        assertThat(bed.target().work(AixBed.WPAR).map(Task::count)).contains(100L);
    }

    @Test
    void makesAnApplicationPartitionAgainAfterItsSourceWasStartedAnew() {
        bed.withApplication();
        Leg leg = bed.live();
        bed.upToFreeze(leg);
        bed.source().crash();
        bed.source().boot();

        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.thaw(leg);

        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(100L);
    }

    @Test
    void stopsAndStartsWhereAMoveIsStatic() {
        bed.withSystem();
        Leg leg = bed.leg(Transport.STATIC);
        bed.takeGuards(leg);

        bed.driver.prepare(leg, Progress.NONE);
        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
        bed.driver.freeze(leg, Progress.NONE);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.restore(leg, Progress.NONE);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN STAGED");
        bed.driver.resume(leg);

        assertThat(bed.shown(leg)).isEqualTo("FROZEN RUNNING");
        assertThat(bed.target().work(AixBed.WPAR).map(Task::count)).contains(100L);
        bed.driver.discard(leg, End.FROM);
        assertThat(bed.shown(leg)).isEqualTo("ABSENT RUNNING");
    }

    @Test
    void putsAStaticMoveOfAnApplicationPartitionBack() {
        bed.withApplication();
        Leg leg = bed.leg(Transport.STATIC);
        bed.upToFreeze(leg);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.restore(leg, Progress.NONE);
        assertThat(bed.shown(leg)).isEqualTo("FROZEN STAGED");

        bed.driver.discard(leg, End.TO);
        bed.driver.thaw(leg);

        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(100L);
    }

    @Test
    void dropsAnAddressThatStaysUpWhenItsPartitionIsPaused() {
        bed.withSystem();
        bed.source().keepsAddresses(true);
        Leg leg = bed.live();
        bed.upToFreeze(leg);
        bed.driver.thaw(leg);

        assertThat(bed.site.host("aix1").commands())
                .contains("ifconfig en0 192.0.2.31 delete", "ifconfig en0 192.0.2.31 netmask 255.255.255.0 alias");
    }
}
