// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class BothEndsTest {
    private final AtomicBoolean targetEnded = new AtomicBoolean();

    @Test
    void worksAtBothAtTheSameTime() {
        CountDownLatch met = new CountDownLatch(2);

        BothEnds.run(() -> meet(met), () -> meet(met));

        assertThat(met.getCount()).isZero();
    }

    @Test
    void waitsForTheTargetWhenTheSourceFails() {
        assertThatThrownBy(() -> BothEnds.run(BothEndsTest::fail, () -> targetEnded.set(true)))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY));

        assertThat(targetEnded).isTrue();
    }

    @Test
    void tellsWhatWentWrongAtTheTarget() {
        assertThatThrownBy(() -> BothEnds.run(() -> {}, BothEndsTest::fail))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessage("held");
        assertThatThrownBy(() -> BothEnds.run(
                        () -> {
                            throw new IllegalStateException("source");
                        },
                        BothEndsTest::fail))
                .hasMessage("source")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    private static void fail() {
        throw new RelocationException(ErrorCode.BUSY, "held");
    }

    private static void meet(CountDownLatch met) {
        met.countDown();
        try {
            assertThat(met.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
