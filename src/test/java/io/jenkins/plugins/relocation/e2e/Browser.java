// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.e2e;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A Chromium without a window. */
record Browser(Path program) {
    private static final int SECONDS = 90;

    /** The one that is on the path. */
    static Optional<Browser> find() {
        for (String folder : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
                Path program = Path.of(folder).resolve(name);
                if (Files.isExecutable(program)) {
                    return Optional.of(new Browser(program));
                }
            }
        }
        return Optional.empty();
    }

    /** Looks at a page, once as it is and once with a dark theme; returns the first picture. */
    Path screenshot(String url, Path folder, String name) throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Path light = folder.resolve(name + ".png");
        take(url, light, "--blink-settings=preferredColorScheme=1");
        take(url, folder.resolve(name + "-dark.png"), "--blink-settings=preferredColorScheme=0");
        return light;
    }

    private void take(String url, Path picture, String option) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--hide-scrollbars",
                        "--window-size=1400,1400",
                        "--virtual-time-budget=5000",
                        option,
                        "--screenshot=" + picture.toAbsolutePath(),
                        url)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("no picture of %s within %d s".formatted(url, SECONDS));
        }
    }

    /** What a page consists of once its scripts have run for that long, on the browser's own clock, and what it complained of. */
    Seen look(String url, Duration scripts, Path folder) throws IOException, InterruptedException {
        Path page = folder.resolve("page.html");
        Path complaints = folder.resolve("complaints.txt");
        Process process = new ProcessBuilder(
                        program.toString(),
                        "--headless",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--enable-logging=stderr",
                        "--virtual-time-budget=" + scripts.toMillis(),
                        "--user-data-dir=" + folder.resolve("profile"),
                        "--dump-dom",
                        url)
                .redirectOutput(page.toFile())
                .redirectError(complaints.toFile())
                .start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("nothing of %s within %d s".formatted(url, SECONDS));
        }
        List<String> said = Files.readAllLines(complaints).stream()
                .filter(line -> line.contains("CONSOLE"))
                .toList();
        return new Seen(Files.readString(page), said);
    }

    /**
     * What a browser made of a page.
     *
     * @param page its elements
     * @param console what was written to the console of scripts, such as violations of a policy
     */
    record Seen(String page, List<String> console) {}
}
