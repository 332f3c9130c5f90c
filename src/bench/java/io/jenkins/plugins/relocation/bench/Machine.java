// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the figures were taken on, as far as it matters for them; no names. */
record Machine(String cpu, int cores, long memoryMib, String kernel, String criu, String ssh, String java) {
    static Machine look(Bed bed) throws IOException {
        String kernel = Files.readString(Path.of("/proc/sys/kernel/osrelease")).strip();
        return new Machine(
                value(Files.readAllLines(Path.of("/proc/cpuinfo")), "model name"),
                Runtime.getRuntime().availableProcessors(),
                Long.parseLong(value(Files.readAllLines(Path.of("/proc/meminfo")), "MemTotal")
                                .replaceAll("[^0-9]", ""))
                        / 1024,
                // What comes after the version is a name that somebody gave to a build.
                kernel.replaceAll("^(\\d+\\.\\d+\\.\\d+).*", "$1"),
                bed.on("a", "criu --version | head -n 1").replace("Version: ", ""),
                bed.on("a", "ssh -V 2>&1").replaceAll(",.*", ""),
                System.getProperty("java.version"));
    }

    private static String value(List<String> lines, String key) {
        return lines.stream()
                .filter(line -> line.startsWith(key))
                .map(line -> line.replaceAll("^[^:]*:\\s*", ""))
                .findFirst()
                .orElse("unknown");
    }

    String text() {
        return "%d cores of %s, %,d MiB of memory, Linux %s, CRIU %s, %s, Java %s"
                .formatted(cores, cpu, memoryMib, kernel, criu, ssh, java);
    }
}
