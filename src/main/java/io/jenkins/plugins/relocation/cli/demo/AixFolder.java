// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.simulator.aix.AixHost;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/** The controller's files for what is done with simulated AIX systems, and these systems' own files. */
public final class AixFolder extends ControllerFolder {
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

    private AixFolder(Path folder, boolean keep) {
        super(folder, keep);
    }

    public static AixFolder create(boolean keep) throws IOException {
        AixFolder made = new AixFolder(Files.createTempDirectory("relocation-aix"), keep);
        Path password = made.path().resolve("password");
        Files.writeString(password, AixSite.PASSWORD);
        Files.setPosixFilePermissions(password, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(made.credentials(), "aix: {passwordFile: '%s'}%n".formatted(password));
        made.copyExample("aix-maintenance.Jenkinsfile");
        made.copyExample("aix-balance.Jenkinsfile");
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
        write("inventory.yaml", text.toString());
    }

    /** Where the systems have their files. */
    Path systems() {
        return path().resolve("systems");
    }
}
