// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import io.jenkins.plugins.relocation.controller.Controller;
import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.lab.LabHost;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The product, through the interface that its steps and its command line use: plan, prechecks, move, probe, commit,
 * clean up. Each move has a home of its own, as if it were the first one.
 */
final class OurMover implements Mover {
    private static final List<String> FACTS = List.of("begin", "dumped", "sent", "restoring", "resumed");

    private final Bed bed;
    private final Path folder;
    private final int width;
    private final boolean plain;
    private int moves;

    /**
     * Makes one.
     *
     * @param width moves at the same time; 0: the default of the product
     * @param plain whether the inventory trusts the network between the hosts
     */
    OurMover(Bed bed, Path folder, int width, boolean plain) {
        this.bed = bed;
        this.folder = folder;
        this.width = width;
        this.plain = plain;
    }

    @Override
    public Map<String, Double> move(Work work, String to) throws MoveFailed {
        Map<String, Double> marks = new ConcurrentHashMap<>();
        try {
            Path home = Files.createTempDirectory(folder, "home" + ++moves);
            Path inventory = Files.writeString(home.resolve("inventory.yaml"), inventory(work));
            Caller caller = Caller.of("bench", listener(marks));
            try (Controller controller = Controller.open(home.resolve("relocation"), id -> key())) {
                Relocator relocator = controller.relocator();
                String plan = relocator
                        .plan(parameters(inventory, work, to), Files.readString(inventory), caller)
                        .id();
                for (Wave wave : relocator.store().plan(plan).waves()) {
                    Scope scope = new Scope(plan, wave.number());
                    relocator.relocate(scope, caller);
                    if (work.names().size() == 1) {
                        marks.putAll(facts(work.host(), to));
                    }
                    relocator.verify(scope, caller);
                }
            }
            return marks;
        } catch (RelocationException e) {
            throw new MoveFailed(e.getMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write below " + folder, e);
        }
    }

    private static PlanParameters parameters(Path inventory, Work work, String to) {
        Map<String, String> targets = work.names().stream().collect(Collectors.toMap(Function.identity(), name -> to));
        return new PlanParameters(inventory.toString(), List.of(), targets, "");
    }

    private Secret key() {
        try {
            return new Secret.PrivateKey(Files.readAllBytes(bed.lab().key()), new char[0]);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the laboratory's key", e);
        }
    }

    private RelocationListener listener(Map<String, Double> marks) {
        return event -> {
            if (event instanceof RelocationEvent.PhaseChanged changed) {
                marks.put("phase " + changed.to(), now());
            } else if (event instanceof RelocationEvent.ActStarted act) {
                marks.put("act " + act.act(), now());
            }
        };
    }

    private static double now() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1000.0 + now.getNano() / 1e6;
    }

    /** What the hosts themselves wrote down about the move that has not been committed yet, in milliseconds since 1970. */
    private Map<String, Double> facts(String from, String to) {
        Map<String, Double> facts = new TreeMap<>();
        for (String host : List.of(from, to)) {
            List<String> lines = bed.tryOn(host, "date +%s%3N; cat /proc/uptime /var/lib/relocation/legs/*/*.facts")
                    .out()
                    .lines()
                    .toList();
            if (lines.size() < 2) {
                continue;
            }
            // Hosts count milliseconds since they were started.
            double started = Double.parseDouble(lines.get(0))
                    - 1000 * Double.parseDouble(lines.get(1).split(" ")[0]);
            lines.forEach(line -> {
                String[] pair = line.split("=");
                if (pair.length == 2 && FACTS.contains(pair[0]) && pair[1].matches("[0-9]{1,13}")) {
                    facts.put(pair[0], started + Double.parseDouble(pair[1]));
                }
            });
        }
        return facts;
    }

    private String inventory(Work work) {
        StringBuilder text = new StringBuilder("version: 1\ndefaults:\n  login: {user: root, credentials: key}\n");
        if (width > 0) {
            text.append("  limits: {movesIn: %1$d, movesOut: %1$d}%n".formatted(width));
        }
        if (plain) {
            text.append("networks: [{name: bench, cidr: 10.77.0.0/24, trusted: true}]\n");
        }
        text.append("hosts:\n");
        for (LabHost host : bed.lab().hosts()) {
            String[] key = host.hostKey().split(" ");
            text.append("  - {name: %s, address: %s, port: %d, hostKeys: [\"%s %s\"]}%n"
                    .formatted(host.name(), host.address(), host.port(), key[0], key[1]));
        }
        text.append("workloads:\n");
        for (String name : work.names()) {
            text.append("  - {name: %s, driver: process, host: %s, settings: %s, probes: [%s]}%n"
                    .formatted(name, work.host(), work.driverSettings(name), probe(work)));
        }
        return text.toString();
    }

    private static String probe(Work work) {
        return work.tcpPort() == 0
                ? "{type: process, interval: 100ms, within: 10s}"
                : "{type: line, port: %d, send: PING, expect: +PONG, interval: 100ms, within: 10s}"
                        .formatted(work.tcpPort());
    }
}
