// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.lab.Lab;
import io.jenkins.plugins.relocation.lab.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The controller's files of a demonstration in the laboratory. */
public final class DemoFolder extends ControllerFolder {
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

    private DemoFolder(Path folder, boolean keep) {
        super(folder, keep);
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
        made.copyExample("evacuate-host.Jenkinsfile");
        made.copyExample("return-home.Jenkinsfile");
        return made;
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
}
