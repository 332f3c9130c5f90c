// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.lab.Lab;
import io.jenkins.plugins.relocation.lab.LabHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;

/** The controller's files of one demonstration: inventory, credentials, plans, journals. */
public final class DemoFolder implements AutoCloseable {
    private static final String PROCESSES =
            """
            workloads:
              - name: redis
                driver: process
                host: a
                settings: {pidFile: /var/lib/demo/redis.pid, tcp: close}
                probes:
                  - {type: line, port: 6379, send: PING, expect: +PONG, interval: 100ms, within: 10s}
            %s  - name: tree
                driver: process
                host: a
                settings: {pidFile: /var/lib/demo/tree.pid}
                probes:
                  - {type: line, port: 7777, send: PING, expect: PONG, interval: 100ms, within: 10s}
                  - {type: process, interval: 100ms, within: 10s}
            """;

    private static final String STRICT =
            "      - {type: command, run: [grep, -qx, a, /etc/hostname], interval: 100ms, within: 2s}\n";

    private static final String CONTAINER =
            """
            workloads:
              - name: %s
                driver: container
                host: a
                settings: {runtime: %s, name: %s, tcp: keep, data: [/ctr/rootfs/data]}
                probes:
                  - {type: line, address: %s, port: 6379, send: PING, expect: +PONG, interval: 100ms, within: 10s}
            """
                    .formatted(
                            RedisContainer.NAME, RedisContainer.RUNTIME, RedisContainer.NAME, RedisContainer.ADDRESS);

    private static final String LICENCE = "      - {type: command, run: [test, -e, %s], interval: 100ms, within: 1s}%n"
            .formatted(RedisContainer.LICENCE);

    private final Path folder;
    private final boolean keep;

    private DemoFolder(Path folder, boolean keep) {
        this.folder = folder;
        this.keep = keep;
    }

    /** Makes a folder for a laboratory that is up. */
    public static DemoFolder create(Lab lab, boolean keep) throws IOException {
        DemoFolder made = new DemoFolder(Files.createTempDirectory("relocation-demo"), keep);
        Files.writeString(made.credentials(), "lab-key: {privateKey: '%s'}%n".formatted(lab.key()));
        String hosts = hosts(lab);
        made.write("inventory.yaml", hosts + PROCESSES.formatted(""));
        made.write("inventory-strict.yaml", hosts + PROCESSES.formatted(STRICT));
        made.write("inventory-container.yaml", hosts + CONTAINER);
        made.write("inventory-licence.yaml", hosts + CONTAINER + LICENCE);
        for (String example : new String[] {"evacuate-host.Jenkinsfile", "return-home.Jenkinsfile"}) {
            try (InputStream in = DemoFolder.class.getResourceAsStream("/pipeline-examples/" + example)) {
                Files.copy(in, made.folder.resolve(example));
            }
        }
        return made;
    }

    /** Where plans and journals are. */
    public Path home() {
        return folder.resolve("home");
    }

    /** What credentials ids mean. */
    public Path credentials() {
        return folder.resolve("credentials.yaml");
    }

    Path path() {
        return folder;
    }

    boolean kept() {
        return keep;
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(folder.resolve(file), text);
    }

    private static String hosts(Lab lab) {
        StringBuilder text =
                new StringBuilder("version: 1\ndefaults:\n  login: {user: root, credentials: lab-key}\nhosts:\n");
        for (LabHost host : lab.hosts()) {
            text.append("  - {name: %s, address: %s, port: %d, hostKeys: [\"%s\"]}%n"
                    .formatted(host.name(), host.address(), host.port(), publicKey(host.hostKey())));
        }
        return text.toString();
    }

    /** Algorithm and key, without the comment. */
    private static String publicKey(String line) {
        String[] words = line.split(" ");
        return words[0] + " " + words[1];
    }

    @Override
    public void close() throws IOException {
        if (keep) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, IOException e) throws IOException {
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
