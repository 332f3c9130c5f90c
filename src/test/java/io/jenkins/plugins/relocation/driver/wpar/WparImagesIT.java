// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.simulator.Task;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Leg.End;
import io.jenkins.plugins.relocation.spi.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What is done with images and restore points, and with those that are not what they were. */
class WparImagesIT extends OnAixBed {
    @Test
    void takesRestorePointsAndGoesBackToThem() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToPrepare(leg);

        Duration frozen = bed.driver.checkpoint(leg, Progress.NONE);
        bed.source().work(AixBed.WPAR).orElseThrow().use();
        bed.driver.freeze(leg, Progress.NONE);
        bed.driver.restorePoint(leg, Driver.RestorePointUse.CONTINUE);

        assertThat(frozen).isPositive();
        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(100L);
        bed.driver.restorePoint(leg, Driver.RestorePointUse.REMOVE);
        bed.driver.restorePoint(leg, Driver.RestorePointUse.REMOVE);
    }

    @Test
    void makesRoomForWhatIsToComeBackWithoutAWayBack() {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToPrepare(leg);
        bed.driver.checkpoint(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);

        bed.driver.discard(leg.reversed(), End.TO);
        assertThat(bed.shown(leg)).isEqualTo("ABSENT ABSENT");
        bed.driver.restorePoint(leg, Driver.RestorePointUse.CONTINUE);

        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
        assertThat(bed.source().work(AixBed.WPAR).map(Task::count)).contains(100L);
    }

    @Test
    void doesNotGoBackToADamagedRestorePoint() throws IOException {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToPrepare(leg);
        bed.driver.checkpoint(leg, Progress.NONE);
        bed.driver.freeze(leg, Progress.NONE);
        Path point = bed.site.shared().resolve(leg.id()).resolve("point/billing.state");
        Files.writeString(point, Files.readString(point).replace("count=100", "count=999"));

        assertThatThrownBy(() -> bed.driver.restorePoint(leg, Driver.RestorePointUse.CONTINUE))
                .hasMessageContaining("is damaged");

        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
    }

    @Test
    void doesNotRestoreAnImageThatIsNotWhatItWas() throws IOException {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToFreeze(leg);
        Files.writeString(bed.site.shared().resolve(leg.id()).resolve("state/billing.state"), "count=1");

        assertThatThrownBy(() -> bed.driver.restore(leg, Progress.NONE))
                .hasMessageContaining("not those of its manifest");

        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
    }

    @Test
    void doesNotEvenHoldACopyOfAnImageWithOtherBytes() throws IOException {
        bed.withSystem();
        Leg leg = bed.live();
        bed.upToFreeze(leg);
        Path state = bed.site.shared().resolve(leg.id()).resolve("state/billing.state");
        Files.writeString(state, Files.readString(state).replace("count=100", "count=999"));

        assertThatThrownBy(() -> bed.driver.restore(leg, Progress.NONE)).hasMessageContaining("checksums");

        assertThat(bed.shown(leg)).isEqualTo("FROZEN ABSENT");
        bed.driver.thaw(leg);
        assertThat(bed.shown(leg)).isEqualTo("RUNNING ABSENT");
    }
}
