// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.simulator.aix.Mishap;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Leg.End;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** What the driver makes of a host that refuses, and what it refuses itself. */
class WparRefusalsIT extends OnAixBed {
    @Test
    void triesADeniedCheckpointAgain() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToPrepare(leg);
        bed.source().mishap(new Mishap("chkptwpar", Mishap.Kind.DENY, "a device driver has requests in flight"));

        bed.driver.freeze(leg, Progress.NONE);

        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
    }

    @Test
    void givesUpADeniedCheckpointWithinTheBudgetOfItsOwner() {
        bed.within(Duration.ofSeconds(1)).withSystem();
        Leg leg = bed.live();
        bed.upToPrepare(leg);
        bed.source().session(AixBed.WPAR, true);

        assertThatThrownBy(() -> bed.driver.freeze(leg, Progress.NONE))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("denied until the freeze budget was used up")
                .hasMessageContaining("1020-104 A terminal of the global environment is open");

        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
    }

    @Test
    void leavesABrokenPartitionAloneAndNamesWhatWouldClearIt() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToFreeze(leg);
        bed.target().mishap(Mishap.of("restartwpar", Mishap.Kind.BREAK));

        assertThatThrownBy(() -> bed.driver.restore(leg, Progress.NONE)).hasMessageContaining("rmwpar -F -p billing");
        assertThatThrownBy(() -> bed.driver.discard(leg, End.TO)).hasMessageContaining("stopwpar -F billing");

        Observation seen = bed.driver.observe(leg);
        assertThat(seen.to()).isEqualTo(State.UNKNOWN);
        assertThat(seen.detail()).contains("is broken", "stopwpar -F billing; rmwpar -F -p billing");
        assertThat(bed.site.host("aix2").commands()).noneMatch(line -> line.contains("-F"));
        bed.driver.thaw(leg);
        assertThat(bed.driver.observe(leg, End.FROM)).isEqualTo(State.RUNNING);
    }

    @Test
    void takesAPermitBackOfWhichNothingCame() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToRestore(leg);
        bed.target().mishap(Mishap.of("resumewpar", Mishap.Kind.REFUSE));

        assertThatThrownBy(() -> bed.driver.resume(leg)).hasMessageContaining("0960-240 The operation is refused");

        assertThat(bed.driver.revoke(leg)).isTrue();
        assertThatThrownBy(() -> bed.driver.resume(leg)).hasMessageContaining("not to be had: void");
        assertThat(bed.shown(leg)).isEqualTo("FROZEN STAGED");
    }

    @Test
    void refusesToResumeWhenThePermitWasTakenBack() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToRestore(leg);
        bed.driver.thaw(leg);

        assertThatThrownBy(() -> bed.driver.resume(leg))
                .hasMessageContaining("permit of billing is not to be had: void");

        assertThat(bed.shown(leg)).isEqualTo("RUNNING STAGED");
    }

    @Test
    void knowsNothingWhileTheSharedFileSystemDoesNotAnswer() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToFreeze(leg);
        bed.site.nfsAnswers(false);

        for (ThrowingCallable call : List.<ThrowingCallable>of(
                () -> bed.driver.revoke(leg), () -> bed.driver.thaw(leg), () -> bed.driver.discard(leg, End.TO))) {
            assertThatThrownBy(call)
                    .isInstanceOfSatisfying(
                            RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                    .hasMessageContaining("does not answer");
        }

        bed.site.nfsAnswers(true);
        bed.driver.thaw(leg);
        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
    }

    @Test
    void refusesAnOlderEpoch() {
        bed.withSystem();
        Leg older = bed.live();
        Leg newer = new Leg("run", 2, 9, older.workload(), older.from(), older.to(), older.transfer(), Leg.Way.OUT);
        bed.takeGuards(newer);

        assertThatThrownBy(() -> bed.driver.prepare(older, Progress.NONE))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));
    }

    @Test
    void doesNotDefineWhatIsThereAlready() {
        bed.withSystem();
        bed.target().define(WparSpec.mobile(AixBed.WPAR, "192.0.2.77", "nfs1"));
        Leg leg = bed.live();
        bed.takeGuards(leg);

        assertThatThrownBy(() -> bed.driver.prepare(leg, Progress.NONE))
                .hasMessageContaining("is defined here already");

        bed.cleanUp(leg);
        assertThat(bed.target().names()).containsExactly(AixBed.WPAR);
    }
}
