// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.StopSignal;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** What Ctrl-C and a polite kill do: the engine is told to stop, and the process stays until everything is settled. */
final class Interrupts {
    private static final CountDownLatch SETTLED = new CountDownLatch(1);
    private static final long SETTLE_MINUTES = 5;

    private static volatile int status;

    private Interrupts() {}

    /** From now on an interrupt stops the work and waits until {@link #settled} was called. */
    static void settle(StopSignal stop, PrintStream err) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (SETTLED.getCount() == 0) {
                                return;
                            }
                            stop.stop("interrupted");
                            err.println("stopping: what is in flight is being settled, please wait");
                            try {
                                if (SETTLED.await(SETTLE_MINUTES, TimeUnit.MINUTES)) {
                                    // Java would end with the signal's number: only this tells what became of it.
                                    System.out.flush();
                                    Runtime.getRuntime().halt(status);
                                }
                                err.println("not settled in time: relocation status tells where things stand");
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        },
                        "relocation settle"));
    }

    /** The work has ended with an exit status. */
    static void settled(int exitStatus) {
        status = exitStatus;
        SETTLED.countDown();
    }
}
