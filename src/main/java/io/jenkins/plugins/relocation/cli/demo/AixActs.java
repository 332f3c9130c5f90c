// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.rehearsal.BuildResult;
import io.jenkins.plugins.relocation.rehearsal.ConsoleView;
import io.jenkins.plugins.relocation.rehearsal.Rehearsal;
import io.jenkins.plugins.relocation.rehearsal.RehearsalEvent;
import io.jenkins.plugins.relocation.rehearsal.RehearsalOptions;
import io.jenkins.plugins.relocation.rehearsal.RehearsalResult;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Rehearses the maintenance of a simulated AIX system behind real SSH: four partitions leave it and come home, while clients count in
 * their applications. What it shows as a result was looked at from outside.
 */
public final class AixActs {
    private final AixFolder folder;
    private final Relocator relocator;
    private final Caller caller;
    private final Screen screen;

    public AixActs(AixFolder folder, Relocator relocator, Caller caller, Screen screen) {
        this.folder = folder;
        this.relocator = relocator;
        this.caller = caller;
        this.screen = screen;
    }

    /**
     * Shows the maintenance of aix1.
     *
     * @return the exit status, 0 when everything was as it should be
     */
    public int run() throws IOException {
        try (AixSite site = AixStand.open(folder, AixStand.SPEED)) {
            screen.title(
                    "aix1 and aix2 are simulated: a real SSH server each, and under a real shell only what AIX has (docs/simulators.md)");
            maintenance(site);
        }
        int status = screen.finish();
        if (folder.kept()) {
            screen.say("Plans and journals are kept in " + folder.path());
        }
        return status;
    }

    private void maintenance(AixSite site) throws IOException {
        screen.act(
                "Maintenance of aix1: pipeline-examples/aix-maintenance.Jenkinsfile",
                "Three system partitions and an application partition go to aix2 and come home again. archive is not",
                "checkpointable: it moves static, which the plan says. The others move live, over the NFS server that both share.",
                "Commands of AIX take a fiftieth of the time that is assumed for them: gaps tell nothing about real systems.");
        List<PartitionClient> clients = new ArrayList<>();
        try {
            AixStand.ACTORS.forEach(actor -> clients.add(
                    new PartitionClient(actor.name(), site.port(actor.name()).port())));
            Visited visited = new Visited(site);
            rehearse(visited);
            clients.forEach(PartitionClient::stop);
            visited.show(screen);
            for (int i = 0; i < clients.size(); i++) {
                show(site, AixStand.ACTORS.get(i), clients.get(i));
            }
            List<String> left = left(site);
            screen.expect(
                    left.isEmpty(), "left on aix1 and aix2", left.isEmpty() ? "nothing" : String.join(", ", left));
        } finally {
            clients.forEach(PartitionClient::close);
        }
    }

    /** Where everything was after the evacuation: told by whoever looks at the systems when the maintenance is over. */
    private static final class Visited {
        private final AixSite site;
        private Map<String, List<String>> away = Map.of();

        Visited(AixSite site) {
            this.site = site;
        }

        void look() {
            Map<String, List<String>> seen = new TreeMap<>();
            AixStand.ACTORS.forEach(actor -> seen.put(actor.name(), site.whereRuns(actor.name())));
            away = seen;
        }

        void show(Screen screen) {
            boolean all = away.size() == AixStand.ACTORS.size()
                    && away.values().stream().allMatch(List.of("aix2")::equals);
            screen.expect(
                    all, "during the maintenance", all ? "all four ran on aix2, aix1 was empty" : away.toString());
        }
    }

    private void rehearse(Visited visited) {
        RehearsalOptions options = RehearsalOptions.DEFAULT
                .in(folder.path())
                .with(Map.of("HOST", "aix1"))
                .agreeing();
        ConsoleView console = new ConsoleView(screen.text());
        RehearsalResult result = new Rehearsal(relocator, event -> {
                    if (event instanceof RehearsalEvent.StageStarted stage
                            && stage.name().equals("Maintenance")) {
                        visited.look();
                    }
                    console.on(event);
                })
                .run(folder.path().resolve("aix-maintenance.Jenkinsfile"), options, caller);
        if (result.result() != BuildResult.SUCCESS) {
            screen.wrong("aix-maintenance.Jenkinsfile ended with %s: %s"
                    .formatted(
                            result.result(),
                            result.error().map(Object::toString).orElse("")));
        }
    }

    private void show(AixSite site, AixStand.Actor actor, PartitionClient client) {
        List<String> where = site.whereRuns(actor.name());
        screen.expect(where.equals(List.of("aix1")), actor.name() + " runs on", String.join(" and ", where));
        long value = client.value();
        screen.expect(
                value >= client.acknowledged() && client.wentBack().isEmpty(),
                "   counts",
                "%,d acknowledged, %,d there%s"
                        .formatted(
                                client.acknowledged(),
                                value,
                                client.wentBack().isEmpty() ? "" : ", and " + client.wentBack()));
        screen.end(
                "%s, %s, there and home".formatted(actor.name(), actor.isStatic() ? "static" : "live"),
                Scene.Connection.REMADE,
                new CountingClient.Count(client.acknowledged(), value),
                client.longestGap(),
                Map.of(actor.name(), String.join(" and ", where)));
    }

    private static List<String> left(AixSite site) throws IOException {
        List<String> left = new ArrayList<>(site.host("aix2").machine().names());
        for (Path directory : List.of(
                site.host("aix1").stateDir().resolve("legs"),
                site.host("aix2").stateDir().resolve("legs"),
                site.shared())) {
            if (Files.isDirectory(directory)) {
                try (Stream<Path> all = Files.list(directory)) {
                    all.forEach(path -> left.add(path.getFileName().toString()));
                }
            }
        }
        return left;
    }

    /** How long a client waits for an answer before it connects again. */
    static Duration patience() {
        return Duration.ofSeconds(2);
    }
}
