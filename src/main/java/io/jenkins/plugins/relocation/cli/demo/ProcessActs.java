// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.RelocationListener;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.journal.Act;
import io.jenkins.plugins.relocation.lab.Laboratory;
import io.jenkins.plugins.relocation.rehearsal.BuildResult;
import io.jenkins.plugins.relocation.rehearsal.ConsoleView;
import io.jenkins.plugins.relocation.rehearsal.Rehearsal;
import io.jenkins.plugins.relocation.rehearsal.RehearsalOptions;
import io.jenkins.plugins.relocation.rehearsal.RehearsalResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Rehearses the example pipelines with processes, whose address stays where it is: their client connects again after each
 * move, and nothing it was promised may be lost.
 */
final class ProcessActs {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, String> AT_HOME = Map.of("redis", "a", "tree", "a");

    private final Laboratory laboratory;
    private final DemoFolder folder;
    private final Relocator relocator;
    private final Caller caller;
    private final Screen screen;
    private final Workloads workloads;

    ProcessActs(Laboratory laboratory, DemoFolder folder, Relocator relocator, Caller caller, Screen screen) {
        this.laboratory = laboratory;
        this.folder = folder;
        this.relocator = relocator;
        this.caller = caller;
        this.screen = screen;
        this.workloads = new Workloads(laboratory);
    }

    /** What is compared before and after. */
    private record State(String redisPid, String redis, String treePids, String treeSum) {}

    /**
     * Shows an evacuation and the return home.
     *
     * @param waysBack whether to show, too, what happens when a probe or a restore fails
     */
    void show(boolean waysBack) {
        screen.title(
                "Host a runs Redis with %,d keys and a tree of three processes with 64 MiB; a client counts in Redis"
                        .formatted(RedisServer.KEYS));
        workloads.start("a");
        List<String> addresses = List.of(workloads.address("a"), workloads.address("b"), workloads.address("c"));
        try (CountingClient client = CountingClient.anywhere(addresses, RedisServer.PORT)) {
            evacuation(client);
            if (waysBack) {
                failingProbe(client);
                failingRestore(client);
            }
        } finally {
            workloads.stop();
        }
    }

    private void evacuation(CountingClient client) {
        screen.act(
                "Evacuate host a: pipeline-examples/evacuate-host.Jenkinsfile",
                "The Jenkinsfile runs without Jenkins on the same engine. Both processes go at the same time; a's sources are",
                "given up only after the probes have passed.");
        State before = state(AT_HOME);
        client.resetGap();
        rehearse("evacuate-host.Jenkinsfile", Map.of("HOST", "a"), BuildResult.SUCCESS, caller.listener());
        String run = lastRun();
        Map<String, String> away = relocator.runs().locations();
        end("two processes leave host a", before, client, away, "a");

        screen.act("Maintenance is over, bring everything home: pipeline-examples/return-home.Jenkinsfile");
        client.resetGap();
        rehearse("return-home.Jenkinsfile", Map.of("RUN", run), BuildResult.SUCCESS, caller.listener());
        end("both come home", before, client, AT_HOME, "b", "c");
    }

    private void failingProbe(CountingClient client) {
        screen.act(
                "A probe of Redis fails on the target: what users did there comes back live; the tree stays moved",
                "inventory-strict.yaml probes with 'grep -qx a /etc/hostname', which can pass on a only.");
        State before = state(AT_HOME);
        client.resetGap();
        rehearse(
                "evacuate-host.Jenkinsfile",
                Map.of("HOST", "a", "INVENTORY", "inventory-strict.yaml"),
                BuildResult.FAILURE,
                caller.listener());
        Map<String, String> now =
                Map.of("redis", "a", "tree", relocator.runs().locations().get("tree"));
        end("a probe fails: live return", before, client, now, now.get("tree").equals("b") ? "c" : "b");

        screen.title("   … and the tree comes home, too");
        rehearse("return-home.Jenkinsfile", Map.of("RUN", lastRun()), BuildResult.SUCCESS, caller.listener());
        compare(before, AT_HOME);
    }

    private void failingRestore(CountingClient client) {
        screen.act(
                "The restore of the tree fails: the source continues",
                "After the prechecks a process on b and c takes a process id that the tree needs.");
        State before = state(AT_HOME);
        PidThief thief = new PidThief(before.treePids().replaceAll(".* ", ""));
        client.resetGap();
        rehearse("evacuate-host.Jenkinsfile", Map.of("HOST", "a"), BuildResult.FAILURE, thief);
        thief.giveBack();
        end("a restore fails: the source continues", before, client, AT_HOME, "b", "c");
    }

    /** Takes a process id on the possible targets after the prechecks, which would have found it. */
    private final class PidThief implements RelocationListener {
        private final String pid;

        PidThief(String pid) {
            this.pid = pid;
        }

        @Override
        public void on(RelocationEvent event) {
            caller.listener().on(event);
            if (event instanceof RelocationEvent.ActStarted act
                    && act.workload().equals("tree")
                    && act.act().equals(Act.FREEZE.words())) {
                // The hosts go on counting where they were: later moves should not meet taken ids.
                onTargets(("last=$(cat /proc/sys/kernel/ns_last_pid); echo %d >/proc/sys/kernel/ns_last_pid;"
                                + " exec sleep 300 & echo $!; echo $((last + 100)) >/proc/sys/kernel/ns_last_pid")
                        .formatted(Long.parseLong(pid) - 1));
            }
        }

        void giveBack() {
            onTargets("p=$(cat /proc/%s/comm 2>/dev/null); [ \"$p\" != sleep ] || kill -9 %s".formatted(pid, pid));
        }

        private void onTargets(String script) {
            for (String host : List.of("b", "c")) {
                laboratory.host(host, SOON, "sh", "-c", script + " </dev/null >/dev/null 2>&1");
            }
        }
    }

    private void rehearse(
            String jenkinsfile, Map<String, String> parameters, BuildResult expected, RelocationListener listener) {
        RehearsalOptions options =
                RehearsalOptions.DEFAULT.in(folder.path()).with(parameters).agreeing();
        RehearsalResult result = new Rehearsal(relocator, new ConsoleView(screen.text()))
                .run(folder.path().resolve(jenkinsfile), options, new Caller(caller.who(), listener, caller.stop()));
        if (result.result() != expected) {
            screen.wrong("%s ended with %s instead of %s".formatted(jenkinsfile, result.result(), expected));
        }
    }

    private State state(Map<String, String> hosts) {
        return new State(
                workloads.redisPid(hosts.get("redis")),
                workloads.redis(hosts.get("redis")).state(),
                workloads.treePids(hosts.get("tree")),
                workloads.treeSum(hosts.get("tree")));
    }

    private String lastRun() {
        List<String> runs = relocator.store().runs();
        return runs.isEmpty() ? "none" : runs.get(runs.size() - 1);
    }

    /** Ends an act: compares, and looks at hosts where nothing may be left. */
    private void end(
            String name, State before, CountingClient client, Map<String, String> hosts, String... cleanHosts) {
        Duration gap = client.longestGap();
        compare(before, hosts);
        for (String host : cleanHosts) {
            String left = workloads.leftOn(host);
            screen.expect(left.isEmpty(), "left on " + host, left.isEmpty() ? "nothing" : left);
        }
        CountingClient.Count count = client.count(workloads.address(hosts.get("redis")));
        screen.end(name, Scene.Connection.REMADE, client, count, gap, hosts);
    }

    private void compare(State before, Map<String, String> hosts) {
        State after = state(hosts);
        screen.say("");
        screen.expect(true, "runs on", "Redis %s, the tree %s".formatted(hosts.get("redis"), hosts.get("tree")));
        screen.same("Redis's process id", before.redisPid(), after.redisPid());
        screen.same("Redis's keys and data", before.redis(), after.redis());
        screen.same("the tree's process ids", before.treePids(), after.treePids());
        screen.same("the tree's memory", before.treeSum(), after.treeSum());
    }
}
