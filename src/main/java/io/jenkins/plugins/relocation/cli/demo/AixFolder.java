// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.simulator.aix.AixHost;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** The controller's files for what is done with simulated AIX systems, and these systems' own files. */
public final class AixFolder implements AutoCloseable {
    private static final String WORKLOAD =
            """
              - name: %1$s
                driver: wpar
                host: aix1
                settings: {wpar: %1$s}
                policy: {freezeBudget: %2$s}
                probes:
                  - {type: line, address: 127.0.0.1, port: %3$d, send: PING, expect: PONG, interval: 100ms, within: 10s}
            """;

    private final Path folder;
    private final boolean keep;

    private AixFolder(Path folder, boolean keep) {
        this.folder = folder;
        this.keep = keep;
    }

    public static AixFolder create(boolean keep) throws IOException {
        AixFolder made = new AixFolder(Files.createTempDirectory("relocation-aix"), keep);
        Path password = made.folder.resolve("password");
        Files.writeString(password, AixSite.PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(made.credentials(), "aix: {passwordFile: '%s'}%n".formatted(password));
        for (String example : List.of("aix-maintenance.Jenkinsfile", "aix-balance.Jenkinsfile")) {
            try (InputStream in = AixFolder.class.getResourceAsStream("/pipeline-examples/" + example)) {
                Files.copy(in, made.folder.resolve(example));
            }
        }
        return made;
    }

    /** Writes the inventory of these partitions. */
    void write(AixSite site, List<AixStand.Actor> actors) throws IOException {
        StringBuilder text =
                new StringBuilder("version: 1\ndefaults:\n  login: {user: root, credentials: aix}\nhosts:\n");
        for (String name : List.of("aix1", "aix2")) {
            AixHost host = site.host(name);
            text.append("  - {name: %s, address: 127.0.0.1, port: %d, hostKeys: [\"%s\"], stateDir: %s, imageDir: %s}%n"
                    .formatted(name, host.port(), host.hostKey(), host.stateDir(), site.shared()));
        }
        text.append("workloads:\n");
        actors.forEach(actor -> text.append(WORKLOAD.formatted(
                actor.name(),
                actor.isStatic() ? "5m" : "2m",
                site.port(actor.name()).port())));
        Files.writeString(folder.resolve("inventory.yaml"), text);
    }

    /** Where the systems have their files. */
    Path systems() {
        return folder.resolve("systems");
    }

    /** Where plans and journals are. */
    public Path home() {
        return folder.resolve("home");
    }

    /** What credentials ids mean. */
    public Path credentials() {
        return folder.resolve("credentials.yaml");
    }

    public Path path() {
        return folder;
    }

    boolean kept() {
        return keep;
    }

    @Override
    public void close() throws IOException {
        if (keep) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        }
    }
}
