// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program that copies memory ahead, with a real process and images of the kind that CRIU makes of it. */
class PagesTest {
    private static final int PAGE = 4096;
    private static final int COLD = 3;
    private static final String WORKLOAD =
            """
            import mmap, os, sys
            random = bytearray(os.urandom(3 << 20))
            zeroes = bytearray(1 << 20)
            print('up', flush=True)
            for line in sys.stdin:
                more = mmap.mmap(-1, 20480, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
                more[:] = os.urandom(20480)
                print('mapped', flush=True)
            """;

    @TempDir
    private Path dir;

    private Path program;
    private Process workload;
    private BufferedReader said;

    /** How a program ended, and what it wrote. */
    private record Ended(int status, Path out, String errors) {}

    /** A run of pages as an image has it. */
    private record Run(long address, int pages) {}

    @BeforeEach
    void start() throws IOException {
        for (String file : List.of(
                "relocation-pages.py", "relocation_records.py", "relocation_memory.py", "relocation_follow.py")) {
            try (InputStream in = getClass().getResourceAsStream("/host/" + file)) {
                Files.copy(in, dir.resolve(file));
            }
        }
        program = dir.resolve("relocation-pages.py");
        for (String made : List.of("source/warm", "source/img", "target/warm", "target/img", "leg")) {
            Files.createDirectories(dir.resolve(made));
        }
        workload = new ProcessBuilder("python3", "-c", WORKLOAD).start();
        said = workload.inputReader();
        assertThat(said.readLine()).isEqualTo("up");
    }

    private void map() {
        try {
            workload.outputWriter().append("more\n").flush();
            assertThat(said.readLine()).isEqualTo("mapped");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @AfterEach
    void stop() {
        workload.destroyForcibly();
    }

    @Test
    void copiesWhatAProcessHasInMemory() throws Exception {
        copyAhead();

        byte[] copy = Files.readAllBytes(warm("source"));
        assertThat(copy).hasSizeGreaterThan(4 << 20);
        assertThat(Files.readAllBytes(warm("target"))).isEqualTo(copy);
        assertThat(dir.resolve("leg/bulk.progress")).content().matches("[0-9]{7,}/[0-9]{7,} memory ahead\n");
    }

    @Test
    void makesTheImageOfWhatDiffers() throws Exception {
        copyAhead();

        int said = freeze((runs, pages) -> pages.get(700)[17] ^= 1);

        assertThat(said).isLessThan(1 << 20);
    }

    @Test
    void findsMemoryThatWasMappedAndUnmapped() throws Exception {
        copyAhead();

        int said = freeze((runs, pages) -> {
            // The program looks at the frozen process, too.
            map();
            byte[] fresh = new byte[PAGE];
            new Random(1).nextBytes(fresh);
            for (int i = 0; i < 5; i++) {
                pages.add(i, fresh);
            }
            runs.add(0, new Run(runs.get(0).address() - 5 * PAGE, 5));
            Run last = runs.remove(runs.size() - 1);
            for (int i = 0; i < last.pages(); i++) {
                pages.remove(pages.size() - 1);
            }
        });

        assertThat(said).isLessThan(1 << 20);
    }

    @Test
    void sendsAllOfAnImageWhoseMapItDoesNotUnderstand() throws Exception {
        copyAhead();

        freeze((runs, pages) -> {
            runs.clear();
            for (int i = 0; i < pages.size(); i++) {
                pages.set(i, pages.get((i * 7 + 3) % pages.size()).clone());
            }
        });
    }

    @Test
    void failsWhenAnImageWasNotTold() throws Exception {
        copyAhead();
        Files.writeString(dir.resolve("source/img/pages-3.img"), "nobody saw this one");

        assertThat(follow((runs, pages) -> {}, dir.resolve("records"))).isEqualTo(1);

        assertThat(read(dir.resolve("delta.err"))).contains("pages-3.img");
        assertThat(dir.resolve("source/delta.sum")).doesNotExist();
    }

    @Test
    void refusesACopyThatWasChangedSinceItWasChecked() throws Exception {
        copyAhead();
        byte[] changed = Files.readAllBytes(warm("target"));
        changed[5] ^= 1;
        Files.write(warm("target"), changed);

        Ended assemble = run(dir.resolve("nothing"), "assemble", dir.resolve("target/warm"), dir.resolve("target"));

        assertThat(assemble.status()).isEqualTo(1);
        assertThat(assemble.errors()).contains("was changed");
    }

    @Test
    void refusesRecordsThatWereChangedOnTheirWay() throws Exception {
        Path records = records();
        byte[] changed = Files.readAllBytes(records);
        changed[changed.length / 2] ^= 1;
        Files.write(records, changed);

        Ended take = run(records, "take", dir.resolve("target/warm"));

        assertThat(take.status()).isEqualTo(1);
        assertThat(take.errors()).contains("relocation-pages: ");
        assertThat(dir.resolve("target/warm/seal")).doesNotExist();
    }

    @Test
    void doesWithoutACopyThatWasChangedOnTheSource() throws Exception {
        copyAhead();
        Files.write(warm("source"), new byte[PAGE]);

        Ended delta = run(
                dir.resolve("nothing"),
                "delta",
                workload.pid(),
                dir.resolve("source/warm"),
                dir.resolve("source"),
                dir.resolve("leg"),
                600000);

        assertThat(delta.status()).isEqualTo(COLD);
        assertThat(delta.out()).isEmptyFile();
    }

    /** Changes an image before the two ends make the target's of it. */
    private interface Change {
        void of(List<Run> runs, List<byte[]> pages);
    }

    /** Returns how many bytes were said in the freeze. */
    private int freeze(Change change) throws Exception {
        Path records = dir.resolve("records");
        assertThat(follow(change, records))
                .as(() -> read(dir.resolve("delta.err")))
                .isZero();
        Ended assemble = run(withoutFrame(records), "assemble", dir.resolve("target/warm"), dir.resolve("target"));
        assertThat(assemble.status()).as(assemble.errors()).isZero();
        assertThat(Files.mismatch(dir.resolve("source/img/pages-1.img"), dir.resolve("target/img/pages-1.img")))
                .isEqualTo(-1);
        assertThat(dir.resolve("target/delta.sum")).hasSameTextualContentAs(dir.resolve("source/delta.sum"));
        return Integer.parseInt(read(dir.resolve("source/delta.size")).split(" ")[1]);
    }

    private int follow(Change change, Path records) throws Exception {
        Process delta = program(
                        "delta",
                        workload.pid(),
                        dir.resolve("source/warm"),
                        dir.resolve("source"),
                        dir.resolve("leg"),
                        600000)
                .redirectOutput(records.toFile())
                .redirectError(dir.resolve("delta.err").toFile())
                .start();
        try {
            while (!Files.exists(dir.resolve("source/delta.go"))) {
                assertThat(delta.waitFor(5, TimeUnit.MILLISECONDS))
                        .as(() -> read(dir.resolve("delta.err")))
                        .isFalse();
            }
            dump(change);
            assertThat(delta.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            delta.destroyForcibly();
        }
        return delta.exitValue();
    }

    private static void pause() {
        try {
            Thread.sleep(100);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void dump(Change change) throws IOException {
        List<Run> runs = new ArrayList<>();
        for (String line : Files.readAllLines(dir.resolve("source/warm/%d.index".formatted(workload.pid())))) {
            String[] words = line.split(" ");
            runs.add(new Run(Long.parseLong(words[0], 16), Integer.parseInt(words[1], 16) / PAGE));
        }
        byte[] copy = Files.readAllBytes(warm("source"));
        List<byte[]> pages = new ArrayList<>();
        for (int at = 0; at < copy.length; at += PAGE) {
            pages.add(Arrays.copyOfRange(copy, at, at + PAGE));
        }
        change.of(runs, pages);
        // Who writes this is not fast enough for everybody.
        Files.writeString(dir.resolve("leg/dumper"), "");
        pause();
        ByteArrayOutputStream image = new ByteArrayOutputStream();
        pages.forEach(image::writeBytes);
        Files.write(dir.resolve("source/img/pagemap-%d.img".formatted(workload.pid())), map(runs));
        Files.write(dir.resolve("source/img/pages-1.img"), image.toByteArray());
        Files.writeString(dir.resolve("leg/dump.rc"), "0\n");
        Files.writeString(dir.resolve("leg/dumper"), "1 0\n");
    }

    /** A map as CRIU writes it: which addresses the pages of image 1 have. */
    private static byte[] map(List<Run> runs) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(words(0x54564319, 0x56084025));
        message(out, new byte[] {8, 1});
        for (Run run : runs) {
            ByteArrayOutputStream entry = new ByteArrayOutputStream();
            entry.write(1 << 3);
            number(entry, run.address());
            entry.write(2 << 3);
            number(entry, run.pages());
            entry.write(4 << 3);
            number(entry, 4);
            message(out, entry.toByteArray());
        }
        return out.toByteArray();
    }

    private static void message(ByteArrayOutputStream out, byte[] message) {
        out.writeBytes(words(message.length));
        out.writeBytes(message);
    }

    private static byte[] words(int... words) {
        ByteBuffer buffer = ByteBuffer.allocate(words.length * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
        Arrays.stream(words).forEach(buffer::putInt);
        return buffer.array();
    }

    private static void number(ByteArrayOutputStream out, long value) {
        long left = value;
        while (left > 0x7f) {
            out.write((int) (left & 0x7f | 0x80));
            left >>>= 7;
        }
        out.write((int) left);
    }

    private void copyAhead() throws Exception {
        Ended take = run(records(), "take", dir.resolve("target/warm"));
        assertThat(take.status()).as(take.errors()).isZero();
    }

    private Path records() throws Exception {
        Ended warm =
                run(dir.resolve("nothing"), "warm", workload.pid(), dir.resolve("source/warm"), dir.resolve("leg"));
        assertThat(warm.status()).as(warm.errors()).isZero();
        return withoutFrame(warm.out());
    }

    /** The first line is read by who takes frames. */
    private static Path withoutFrame(Path records) throws IOException {
        byte[] all = Files.readAllBytes(records);
        int line = 0;
        while (all[line] != '\n') {
            line++;
        }
        Path rest = records.resolveSibling(records.getFileName() + ".rest");
        Files.write(rest, Arrays.copyOfRange(all, line + 1, all.length));
        return rest;
    }

    private Path warm(String end) {
        return dir.resolve("%s/warm/%d.pages".formatted(end, workload.pid()));
    }

    private ProcessBuilder program(Object... words) {
        List<String> command = new ArrayList<>(List.of("python3", program.toString()));
        Arrays.stream(words).map(Object::toString).forEach(command::add);
        return new ProcessBuilder(command);
    }

    private Ended run(Path input, Object... words) throws Exception {
        if (!Files.exists(input)) {
            Files.createFile(input);
        }
        Path out = dir.resolve("out-" + words[0]);
        Process process = program(words)
                .redirectInput(input.toFile())
                .redirectOutput(out.toFile())
                .redirectError(dir.resolve("err-" + words[0]).toFile())
                .start();
        try {
            assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Ended(process.exitValue(), out, read(dir.resolve("err-" + words[0])));
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }
}
