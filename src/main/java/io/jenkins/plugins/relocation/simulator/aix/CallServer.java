// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Takes the calls of simulated commands from the shells of one host, has its machine do them, and answers after scaled time. */
final class CallServer implements AutoCloseable {
    private static final String END = "end";

    private final AixMachine machine;
    private final Path calls;
    private final double scale;
    private final Runnable cut;
    private final Consumer<String> log;
    private final RandomAccessFile requests;
    private final ScheduledExecutorService workers = Executors.newScheduledThreadPool(2, task -> {
        Thread thread = new Thread(task, "simulated-aix-command");
        thread.setDaemon(true);
        return thread;
    });

    /**
     * Starts to listen.
     *
     * @param scale real time for simulated time, 0.02
     * @param cut ends all connections of the host
     * @param log gets each command line
     */
    CallServer(AixMachine machine, Path calls, double scale, Runnable cut, Consumer<String> log) throws IOException {
        this.machine = machine;
        this.calls = calls;
        this.scale = scale;
        this.cut = cut;
        this.log = log;
        Path fifo = calls.resolve("requests");
        try {
            if (new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor() != 0) {
                throw new IOException("cannot make " + fifo);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
        // For both: a shell never waits for a reader.
        requests = new RandomAccessFile(fifo.toFile(), "rw");
        Thread listener = new Thread(this::listen, "simulated-aix-calls");
        listener.setDaemon(true);
        listener.start();
    }

    private void listen() {
        try {
            for (String id = requests.readLine(); id != null && !id.equals(END); id = requests.readLine()) {
                String call = id.strip();
                if (call.matches("\\d+")) {
                    workers.execute(() -> take(call));
                }
            }
        } catch (IOException e) {
            // Closed: nobody calls any more.
            return;
        }
    }

    private void take(String id) {
        try {
            Path words = calls.resolve(id + ".argv");
            List<String> argv = Files.readAllLines(words, StandardCharsets.UTF_8);
            Files.delete(words);
            boolean root = argv.get(0).equals("root");
            List<String> command = argv.subList(1, argv.size());
            log.accept(String.join(" ", command));
            Optional<Mishap> connection = machine.connectionMishap(command.get(0));
            Errand errand = machine.begin(command, root);
            Runnable end = () -> finish(id, errand, connection);
            if (errand.millis() == 0) {
                end.run();
            } else {
                workers.schedule(end, Math.max(1, Math.round(errand.millis() * scale)), TimeUnit.MILLISECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void finish(String id, Errand errand, Optional<Mishap> connection) {
        Answer answer = errand.end().get();
        switch (connection.map(Mishap::kind).orElse(Mishap.Kind.REFUSE)) {
            case DIE -> ProcessHandle.of(Long.parseLong(id)).ifPresent(ProcessHandle::destroyForcibly);
            case CUT -> {
                cut.run();
                answer(id, answer);
            }
            default -> answer(id, answer);
        }
    }

    private void answer(String id, Answer answer) {
        try {
            Files.writeString(calls.resolve(id + ".out"), answer.out());
            Files.writeString(calls.resolve(id + ".err"), answer.err());
            Path half = calls.resolve(id + ".half");
            Files.writeString(half, answer.status() + "\n");
            Files.move(half, calls.resolve(id + ".done"), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        requests.write((END + "\n").getBytes(StandardCharsets.UTF_8));
        workers.shutdownNow();
    }
}
