// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Carries what one host sends to another through this process, where hosts may not reach each other. */
public final class Relay {
    private static final int BUFFER = 1 << 20;
    private static final Duration READY = Duration.ofSeconds(30);

    private final HostAccess access;
    private final HostScript script;

    public Relay(HostAccess access, HostScript script) {
        this.access = access;
        this.script = script;
    }

    /**
     * Fetches at {@code from} what an operation sends and delivers it at {@code to}; ends when both ends have.
     *
     * @throws RelocationException when one of the two says that it failed
     */
    public void carry(Leg leg, String operation, Duration deadline) {
        Command receive = script.command(
                leg, Leg.End.TO, Call.of("receive", leg.id(), operation).within(deadline));
        Command relay = script.command(
                leg, Leg.End.FROM, Call.of("relay", leg.id(), operation).within(deadline));
        ExecutorService threads = Executors.newFixedThreadPool(2, Relay::daemon);
        try (PipedInputStream in = new PipedInputStream(BUFFER);
                PipedOutputStream out = new PipedOutputStream(in)) {
            CompletableFuture<Void> ready = new CompletableFuture<>();
            CompletableFuture<CommandResult> received = CompletableFuture.supplyAsync(
                    () -> access.shell(leg.to()).stream(receive, in, new FirstByte(ready)), threads);
            received.whenComplete((result, failure) -> ready.complete(null));
            ready.get(READY.toMillis(), TimeUnit.MILLISECONDS);
            CompletableFuture<CommandResult> sent = CompletableFuture.supplyAsync(() -> send(leg, relay, out), threads);
            String what = "carrying %s of workload %s from %s to %s"
                    .formatted(
                            operation,
                            leg.workload().name(),
                            leg.from().name(),
                            leg.to().name());
            sent.get(deadline.toMillis(), TimeUnit.MILLISECONDS).orThrow(what);
            received.get(deadline.toMillis(), TimeUnit.MILLISECONDS).orThrow(what);
        } catch (ExecutionException | CompletionException e) {
            throw e.getCause() instanceof RelocationException known ? known : failed(leg, operation, e.getCause());
        } catch (TimeoutException | IOException e) {
            throw failed(leg, operation, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RelocationException(ErrorCode.STOPPED, "stopped while memory was carried", e);
        } finally {
            threads.shutdownNow();
        }
    }

    private CommandResult send(Leg leg, Command relay, PipedOutputStream out) {
        try (out) {
            return access.shell(leg.from()).stream(relay, InputStream.nullInputStream(), out);
        } catch (IOException e) {
            throw failed(leg, "relay", e);
        }
    }

    private static RelocationException failed(Leg leg, String operation, Throwable why) {
        return new RelocationException(
                ErrorCode.HOST_UNREACHABLE,
                "%s of workload %s could not be carried from %s to %s: %s"
                        .formatted(
                                operation,
                                leg.workload().name(),
                                leg.from().name(),
                                leg.to().name(),
                                why),
                why);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "relocation-relay");
        thread.setDaemon(true);
        return thread;
    }

    /** Tells when the first byte has arrived: the receiver is ready then. What it is does not matter. */
    private static final class FirstByte extends OutputStream {
        private final CompletableFuture<Void> arrived;

        FirstByte(CompletableFuture<Void> arrived) {
            this.arrived = arrived;
        }

        @Override
        public void write(int b) {
            arrived.complete(null);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            arrived.complete(null);
        }
    }
}
