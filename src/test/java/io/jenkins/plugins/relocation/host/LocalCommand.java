// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs commands as processes of this machine, perhaps with something in front that takes them elsewhere. */
public final class LocalCommand {
    private final List<String> prefix;

    public LocalCommand(List<String> prefix) {
        this.prefix = List.copyOf(prefix);
    }

    /** Runs a command with its own input. */
    public CommandResult run(Command command) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CommandResult result = stream(command, new ByteArrayInputStream(command.input()), out);
        return new CommandResult(result.status(), out.toString(StandardCharsets.UTF_8), result.err(), false);
    }

    /** Runs a command with data through it. */
    public CommandResult stream(Command command, InputStream source, OutputStream sink) {
        List<String> argv = new ArrayList<>(prefix);
        argv.addAll(command.argv());
        try {
            Process process = new ProcessBuilder(argv).start();
            CompletableFuture<Void> in = CompletableFuture.runAsync(() -> feed(source, process.getOutputStream()));
            CompletableFuture<Void> out = CompletableFuture.runAsync(() -> copy(process.getInputStream(), sink));
            ByteArrayOutputStream err = new ByteArrayOutputStream();
            CompletableFuture<Void> said = CompletableFuture.runAsync(() -> copy(process.getErrorStream(), err));
            if (!process.waitFor(command.deadline().toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "no answer in time: " + command);
            }
            out.join();
            said.join();
            in.cancel(true);
            return new CommandResult(process.exitValue(), "", err.toString(StandardCharsets.UTF_8), false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void feed(InputStream source, OutputStream to) {
        try (to) {
            source.transferTo(to);
        } catch (IOException e) {
            // The command ended without reading everything: its status says whether that was right.
            return;
        }
    }

    private static void copy(InputStream from, OutputStream to) {
        try (from) {
            byte[] buffer = new byte[1 << 16];
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                to.write(buffer, 0, n);
                to.flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
