// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

class TimeLimitTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @Test
    void returnsWhatTheWorkReturns() throws Exception {
        assertThat(TimeLimit.call("work", LONG, () -> Thread.currentThread().getName()))
                .isEqualTo("work");
    }

    @Test
    void handsOverWhatTheWorkThrows() {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> TimeLimit.call("work", LONG, () -> {
                    throw new IOException("broken");
                }))
                .withCauseInstanceOf(IOException.class);
    }

    @Test
    void interruptsWorkThatIsOverItsLimit() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);

        assertThatExceptionOfType(TimeoutException.class)
                .isThrownBy(() -> TimeLimit.call("work", Duration.ofMillis(50), () -> {
                    try {
                        return never.await(20, TimeUnit.SECONDS);
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                        throw e;
                    }
                }));

        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void stopsWhenTheCallerIsInterrupted() {
        CountDownLatch never = new CountDownLatch(1);
        Thread.currentThread().interrupt();

        RelocationException stopped = catchThrowableOfType(
                RelocationException.class, () -> TimeLimit.call("work", LONG, () -> never.await(20, TimeUnit.SECONDS)));

        assertThat(stopped.code()).isEqualTo(ErrorCode.STOPPED);
        assertThat(Thread.interrupted()).isTrue();
    }
}
