// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import io.jenkins.plugins.relocation.lab.Laboratory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Measures all contenders on all settings, round by round. Runs in the laboratory's controller namespace; see src/bench/run. */
public final class Bench {
    private final Options options;
    private final Bed bed;
    private final Samples samples;
    private final long end;
    private final boolean podman;

    private Bench(Options options, Bed bed, Samples samples) {
        this.options = options;
        this.bed = bed;
        this.samples = samples;
        this.podman = bed.hasPodman();
        this.end = System.nanoTime() + options.bound().toNanos();
    }

    /** Measures; exit status 1 when a contender did not move correctly. */
    public static void main(String[] arguments) throws IOException {
        Options options = Options.parse(arguments);
        Files.createDirectories(options.results());
        Laboratory laboratory = Laboratory.current()
                .orElseThrow(
                        () -> new IllegalStateException("start it with src/bench/run: there is no laboratory here"));
        Bed bed = new Bed(laboratory);
        bed.prepare(options.sources());
        bed.shape(options.link());
        Samples samples = new Samples(options.results().resolve("samples.jsonl"));
        new Bench(options, bed, samples).run();
        Machine machine = Machine.look(bed);
        samples.writeTo(options.results().resolve("results.json"), machine);
        new Report(samples, machine, options).write();
        List<Sample> wrong =
                samples.all().stream().filter(sample -> !sample.correct()).toList();
        wrong.forEach(sample -> System.out.printf(
                "NOT CORRECT: %s, %s, round %d: %s%n",
                sample.setting(), sample.contender(), sample.round(), sample.wrong()));
        System.out.println("results: " + options.results().resolve("results.md"));
        System.exit(wrong.isEmpty() ? 0 : 1);
    }

    private void run() throws IOException {
        if (!podman) {
            System.out.println("the hosts have no Podman: it is left out");
        }
        List<Integer> tiers = options.settings().stream()
                .map(Setting::tier)
                .sorted()
                .distinct()
                .toList();
        for (int tier : tiers) {
            for (int round = 0; round <= options.rounds(); round++) {
                for (Setting setting : options.settings()) {
                    if (setting.tier() == tier) {
                        round(setting, round);
                    }
                }
            }
        }
        if (timeIsUp()) {
            System.out.println("time is up; the same command goes on from here");
        }
    }

    private boolean timeIsUp() {
        return System.nanoTime() - end > 0;
    }

    /** Each contender once, in an order that the seed decides. */
    private void round(Setting setting, int round) throws IOException {
        List<Contender> order = new ArrayList<>(options.contenders(setting));
        order.removeIf(contender -> samples.has(setting, contender, round) || contender.isPodman() && !podman);
        Collections.shuffle(
                order,
                new Random(options.seed() * 1_000_003
                        + round * 1_009L
                        + setting.id().hashCode()));
        Work work = null;
        boolean container = false;
        try {
            for (Contender contender : order) {
                if (timeIsUp()) {
                    return;
                }
                if (work != null && container != contender.isPodman()) {
                    work.close();
                    work = null;
                }
                if (work == null) {
                    container = contender.isPodman();
                    work = start(setting, round % 2 == 0 ? "a" : "b", container);
                }
                Sample sample = measure(setting, contender, round, work);
                samples.add(sample);
                tell(sample);
                if (!sample.correct()) {
                    work.close();
                    work = null;
                }
            }
        } finally {
            if (work != null) {
                work.close();
            }
        }
    }

    private Work start(Setting setting, String host, boolean container) {
        return setting.kind() == Setting.Kind.REDIS
                ? new RedisWork(bed, host)
                : new DirtyWork(bed, setting, host, container);
    }

    private Mover mover(Contender contender) throws IOException {
        Path homes = Files.createDirectories(options.results().resolve("homes"));
        return contender.isOurs()
                ? new OurMover(bed, homes, contender == Contender.OURS_8 ? 8 : 0, contender == Contender.OURS_PLAIN)
                : new HandMover(bed, contender);
    }

    private Sample measure(Setting setting, Contender contender, int round, Work work) throws IOException {
        String from = work.host();
        String to = contender == Contender.RAW ? from : Bed.other(from);
        Mover mover = mover(contender);
        work.watch();
        long wire = bed.wireBytes();
        double cpu = bed.cpuMs();
        long begin = System.nanoTime();
        String wrong;
        Map<String, Double> marks = Map.of();
        try {
            marks = mover.move(work, to);
            wrong = "";
        } catch (Mover.MoveFailed e) {
            wrong = e.getMessage();
        }
        double total = (System.nanoTime() - begin) / 1e6;
        double cpuMs = bed.cpuMs() - cpu;
        long wireBytes = bed.wireBytes() - wire;
        if (wrong.isEmpty()) {
            wrong = work.arrived(to);
        }
        if (setting.isEvacuation()) {
            marks = Map.of("sum of gaps", work.sumOfGapsMs());
        } else {
            marks = since(work.stoppedAtMs(), marks);
        }
        return new Sample(
                setting.id(),
                contender.id(),
                round,
                from,
                wrong.isEmpty(),
                wrong,
                wrong.isEmpty() ? work.selfGapMs() : -1,
                wrong.isEmpty() ? work.clientGapMs() : -1,
                total,
                wireBytes,
                cpuMs,
                marks);
    }

    private static Map<String, Double> since(double stopped, Map<String, Double> marks) {
        Map<String, Double> since = new HashMap<>();
        if (stopped > 0) {
            marks.forEach((name, at) -> since.put(name, Math.round((at - stopped) * 10) / 10.0));
        }
        return since;
    }

    private void tell(Sample sample) {
        System.out.printf(
                "%3d min left  %-10s round %d  %-11s %s%n",
                Duration.ofNanos(end - System.nanoTime()).toMinutes(),
                sample.setting(),
                sample.round(),
                sample.contender(),
                sample.correct()
                        ? "gap %6.0f ms, client %6.0f ms, total %6.0f ms, %5d MB, %6.0f CPU ms"
                                .formatted(
                                        sample.selfGapMs(),
                                        sample.clientGapMs(),
                                        sample.totalMs(),
                                        sample.wireBytes() / 1_000_000,
                                        sample.cpuMs())
                        : "NOT CORRECT: " + sample.wrong());
    }
}
