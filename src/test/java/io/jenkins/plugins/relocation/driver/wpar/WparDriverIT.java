// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import io.jenkins.plugins.relocation.simulator.Task;
import io.jenkins.plugins.relocation.simulator.aix.Mishap;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec;
import io.jenkins.plugins.relocation.simulator.aix.WparState;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Leg.End;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The driver and the host script against simulated AIX systems, over real SSH. */
class WparDriverIT {
    @TempDir
    private Path directory;

    private AixBed bed;

    @BeforeEach
    void start() {
        bed = new AixBed(directory);
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    @Test
    void movesALiveSystemPartition() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);

        bed.driver.prepare(leg, Progress.NONE);
        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().spec(AixBed.WPAR).orElseThrow().auto()).isFalse();
        bed.driver.freeze(leg, Progress.NONE);
        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.restore(leg, Progress.NONE);
        assertThat(shown(leg)).isEqualTo("FROZEN STAGED");
        bed.driver.resume(leg);
        assertThat(shown(leg)).isEqualTo("FROZEN RUNNING");
        assertThat(bed.target().work(AixBed.WPAR).map(Task::count)).contains(100L);
        bed.driver.discard(leg, End.FROM);
        assertThat(shown(leg)).isEqualTo("ABSENT RUNNING");
        bed.driver.adopt(leg, End.TO);
        for (End end : End.values()) {
            bed.driver.cleanUp(leg, end);
        }
        bed.releaseGuards(leg);

        assertThat(bed.source().names()).isEmpty();
        assertThat(bed.target().state(AixBed.WPAR)).contains(WparState.ACTIVE);
        assertThat(bed.target().spec(AixBed.WPAR).orElseThrow().auto()).isTrue();
        assertThat(left()).isEmpty();
    }

    @Test
    void continuesThePausedSource() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        bed.driver.restore(leg, Progress.NONE);

        bed.driver.discard(leg, End.TO);
        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.thaw(leg);

        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
        bed.driver.adopt(leg, End.FROM);
        for (End end : End.values()) {
            bed.driver.cleanUp(leg, end);
        }
        assertThat(bed.source().spec(AixBed.WPAR).orElseThrow().auto()).isTrue();
        assertThat(bed.target().names()).isEmpty();
        assertThat(left()).isEmpty();
    }

    @Test
    void bringsBackWhatRanOnTheTarget() {
        bed.withSystem();
        Leg leg = bed.live();
        goOut(leg);
        bed.target().work(AixBed.WPAR).orElseThrow().use();
        Leg back = leg.reversed();

        bed.driver.freeze(back, Progress.NONE);
        assertThat(shown(back)).isEqualTo("FROZEN FROZEN");
        bed.driver.discard(back, End.TO);
        assertThat(shown(leg)).isEqualTo("ABSENT FROZEN");
        bed.driver.restore(back, Progress.NONE);
        assertThat(shown(back)).isEqualTo("FROZEN STAGED");
        bed.driver.resume(back);
        assertThat(shown(back)).isEqualTo("FROZEN RUNNING");
        bed.driver.discard(back, End.FROM);

        assertThat(shown(back)).isEqualTo("ABSENT RUNNING");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(101L);
        bed.driver.adopt(leg, End.FROM);
        for (Leg each : List.of(back, leg)) {
            for (End end : End.values()) {
                bed.driver.cleanUp(each, end);
            }
        }
        assertThat(bed.source().spec(AixBed.WPAR).orElseThrow().auto()).isTrue();
        assertThat(bed.target().names()).isEmpty();
        assertThat(left()).isEmpty();
    }

    @Test
    void movesAnApplicationPartition() {
        bed.withApplication();
        Leg leg = bed.live();

        goOut(leg);
        bed.driver.discard(leg, End.FROM);

        assertThat(shown(leg)).isEqualTo("ABSENT RUNNING");
        assertThat(bed.target().work(AixBed.WPAR).map(Task::count)).contains(100L);
    }

    @Test
    void makesAnApplicationPartitionAgainAfterItsSourceWasStartedAnew() {
        bed.withApplication();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        bed.source().crash();
        bed.source().boot();

        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.thaw(leg);

        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(100L);
    }

    @Test
    void stopsAndStartsWhereAMoveIsStatic() {
        bed.withSystem();
        Leg leg = bed.leg(Transport.STATIC);
        bed.takeGuards(leg);

        bed.driver.prepare(leg, Progress.NONE);
        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
        bed.driver.freeze(leg, Progress.NONE);
        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.restore(leg, Progress.NONE);
        assertThat(shown(leg)).isEqualTo("FROZEN STAGED");
        bed.driver.resume(leg);

        assertThat(shown(leg)).isEqualTo("FROZEN RUNNING");
        assertThat(bed.target().work(AixBed.WPAR).map(Task::count)).contains(100L);
        bed.driver.discard(leg, End.FROM);
        assertThat(shown(leg)).isEqualTo("ABSENT RUNNING");
    }

    @Test
    void putsAStaticMoveOfAnApplicationPartitionBack() {
        bed.withApplication();
        Leg leg = bed.leg(Transport.STATIC);
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.restore(leg, Progress.NONE);
        assertThat(shown(leg)).isEqualTo("FROZEN STAGED");

        bed.driver.discard(leg, End.TO);
        bed.driver.thaw(leg);

        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(100L);
    }

    @Test
    void triesADeniedCheckpointAgain() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.source().mishap(new Mishap("chkptwpar", Mishap.Kind.DENY, "a device driver has requests in flight"));

        bed.driver.freeze(leg, Progress.NONE);

        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
    }

    @Test
    void givesUpADeniedCheckpointWithinTheBudgetOfItsOwner() {
        bed.within(Duration.ofSeconds(1)).withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.source().session(AixBed.WPAR, true);

        assertThatThrownBy(() -> bed.driver.freeze(leg, Progress.NONE))
                .isInstanceOf(RelocationException.class)
                .hasMessageContaining("denied until the freeze budget was used up")
                .hasMessageContaining("1020-104 A terminal of the global environment is open");

        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
    }

    @Test
    void leavesABrokenPartitionAloneAndNamesWhatWouldClearIt() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
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
    void takesRestorePointsAndGoesBackToThem() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);

        Duration frozen = bed.driver.checkpoint(leg, Progress.NONE);
        bed.source().work(AixBed.WPAR).orElseThrow().use();
        bed.driver.freeze(leg, Progress.NONE);
        bed.driver.restorePoint(leg, Driver.RestorePointUse.CONTINUE);

        assertThat(frozen).isPositive();
        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(100L);
        bed.driver.restorePoint(leg, Driver.RestorePointUse.REMOVE);
        bed.driver.restorePoint(leg, Driver.RestorePointUse.REMOVE);
    }

    @Test
    void doesNotRestoreAnImageThatIsNotWhatItWas() throws IOException {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        Files.writeString(bed.site.shared().resolve(leg.id()).resolve("state/billing.state"), "count=1");

        assertThatThrownBy(() -> bed.driver.restore(leg, Progress.NONE))
                .hasMessageContaining("not those of its manifest");

        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
    }

    @Test
    void doesNotEvenHoldACopyOfAnImageWithOtherBytes() throws IOException {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        Path state = bed.site.shared().resolve(leg.id()).resolve("state/billing.state");
        Files.writeString(state, Files.readString(state).replace("count=100", "count=999"));

        assertThatThrownBy(() -> bed.driver.restore(leg, Progress.NONE)).hasMessageContaining("checksums");

        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.thaw(leg);
        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
    }

    @Test
    void takesAPermitBackOfWhichNothingCame() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        bed.driver.restore(leg, Progress.NONE);
        bed.target().mishap(Mishap.of("resumewpar", Mishap.Kind.REFUSE));

        assertThatThrownBy(() -> bed.driver.resume(leg)).hasMessageContaining("0960-240 The operation is refused");

        assertThat(bed.driver.revoke(leg)).isTrue();
        assertThatThrownBy(() -> bed.driver.resume(leg)).hasMessageContaining("not to be had: void");
        assertThat(shown(leg)).isEqualTo("FROZEN STAGED");
    }

    @Test
    void knowsNothingWhileTheSharedFileSystemDoesNotAnswer() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
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
        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
    }

    @Test
    void makesRoomForWhatIsToComeBackWithoutAWayBack() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.checkpoint(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);

        bed.driver.discard(leg.reversed(), End.TO);
        assertThat(shown(leg)).isEqualTo("ABSENT ABSENT");
        bed.driver.restorePoint(leg, Driver.RestorePointUse.CONTINUE);

        assertThat(shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(100L);
    }

    @Test
    void doesNotGoBackToADamagedRestorePoint() throws IOException {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.checkpoint(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        Path point = bed.site.shared().resolve(leg.id()).resolve("point/billing.state");
        Files.writeString(point, Files.readString(point).replace("count=100", "count=999"));

        assertThatThrownBy(() -> bed.driver.restorePoint(leg, Driver.RestorePointUse.CONTINUE))
                .hasMessageContaining("is damaged");

        assertThat(shown(leg)).isEqualTo("FROZEN ABSENT");
    }

    @Test
    void refusesToResumeWhenThePermitWasTakenBack() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        bed.driver.restore(leg, Progress.NONE);
        bed.driver.thaw(leg);

        assertThatThrownBy(() -> bed.driver.resume(leg))
                .hasMessageContaining("permit of billing is not to be had: void");

        assertThat(shown(leg)).isEqualTo("RUNNING STAGED");
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
    void dropsAnAddressThatStaysUpWhenItsPartitionIsPaused() {
        bed.withSystem();
        bed.source().keepsAddresses(true);
        Leg leg = bed.live();
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        bed.driver.thaw(leg);

        assertThat(bed.site.host("aix1").commands())
                .contains("ifconfig en0 192.0.2.31 delete", "ifconfig en0 192.0.2.31 netmask 255.255.255.0 alias");
    }

    @Test
    void doesNotDefineWhatIsThereAlready() {
        bed.withSystem();
        bed.target().define(WparSpec.mobile(AixBed.WPAR, "192.0.2.77", "nfs1"));
        Leg leg = bed.live();
        bed.takeGuards(leg);

        assertThatThrownBy(() -> bed.driver.prepare(leg, Progress.NONE))
                .hasMessageContaining("is defined here already");

        for (End end : End.values()) {
            bed.driver.cleanUp(leg, end);
        }
        assertThat(bed.target().names()).containsExactly(AixBed.WPAR);
    }

    private void goOut(Leg leg) {
        bed.takeGuards(leg);
        bed.driver.prepare(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        bed.driver.restore(leg, Progress.NONE);
        bed.driver.resume(leg);
        assertThat(shown(leg)).isEqualTo("FROZEN RUNNING");
    }

    private String shown(Leg leg) {
        Observation seen = bed.driver.observe(leg);
        return seen.from() + " " + seen.to();
    }

    /** What is left of legs, on hosts and in the file system that they share. */
    private List<String> left() {
        return Stream.of(
                        bed.site.host("aix1").stateDir().resolve("legs"),
                        bed.site.host("aix2").stateDir().resolve("legs"),
                        bed.site.shared())
                .flatMap(path -> Optional.ofNullable(path.toFile().list()).stream())
                .flatMap(Stream::of)
                .toList();
    }
}
