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
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Rehearses the example pipelines on real hosts while clients use what is moved, and compares before and after from
 * outside. What it prints as a result was looked at, never assumed; any difference makes it fail.
 */
public final class Demo {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Map<String, String> AT_HOME = Map.of("redis", "a", "tree", "a");

    private final Laboratory laboratory;
    private final DemoFolder folder;
    private final Relocator relocator;
    private final Caller caller;
    private final PrintStream out;
    private final Workloads workloads;
    private final List<String> wrong = new ArrayList<>();

    public Demo(Laboratory laboratory, DemoFolder folder, Relocator relocator, Caller caller, PrintStream out) {
        this.laboratory = laboratory;
        this.folder = folder;
        this.relocator = relocator;
        this.caller = caller;
        this.out = out;
        this.workloads = new Workloads(laboratory);
    }

    /** What is compared before and after. */
    private record State(String redisPid, String redis, String treePids, String treeSum) {}

    /** Runs all scenes; returns the exit status, 0 when everything was as it should be. */
    public int run() {
        title("Host a runs Redis with %,d keys and a tree of three processes with 64 MiB; a client counts in Redis"
                .formatted(Workloads.KEYS));
        workloads.start("a");
        List<String> addresses = List.of(workloads.address("a"), workloads.address("b"), workloads.address("c"));
        try (CountingClient client = new CountingClient(addresses, Workloads.REDIS_PORT)) {
            evacuation(client);
            failingProbe(client);
            failingRestore(client);
            if (!client.violation().isEmpty()) {
                wrong.add(client.violation());
            }
            out.printf(
                    "%nThe client got %,d answers and reconnected %,d times; %s%n",
                    client.answers(),
                    client.reconnects(),
                    client.violation().isEmpty() ? "every count it was promised was kept." : client.violation());
        }
        wrong.forEach(text -> out.println("WRONG: " + text));
        if (folder.kept()) {
            out.println("Plans and journals are kept in " + folder.path());
        }
        return wrong.isEmpty() ? 0 : 1;
    }

    private void evacuation(CountingClient client) {
        title("1. Evacuate host a: pipeline-examples/evacuate-host.Jenkinsfile");
        State before = state(AT_HOME);
        client.resetGap();
        rehearse("evacuate-host.Jenkinsfile", Map.of("HOST", "a"), BuildResult.SUCCESS, caller.listener());
        Duration gap = client.longestGap();
        String run = lastRun();
        Map<String, String> away = relocator.runs().locations();
        same("evacuation", before, state(away), gap, away);
        expectNothingOn("a");

        title("2. Maintenance is over, bring everything home: pipeline-examples/return-home.Jenkinsfile");
        client.resetGap();
        rehearse("return-home.Jenkinsfile", Map.of("RUN", run), BuildResult.SUCCESS, caller.listener());
        gap = client.longestGap();
        same("return home", before, state(AT_HOME), gap, AT_HOME);
        expectNothingOn("b");
        expectNothingOn("c");
    }

    private void failingProbe(CountingClient client) {
        title("3. A probe of Redis fails on the target: what users did there comes back live; the tree stays moved");
        State before = state(AT_HOME);
        client.resetGap();
        rehearse(
                "evacuate-host.Jenkinsfile",
                Map.of("HOST", "a", "INVENTORY", "inventory-strict.yaml"),
                BuildResult.FAILURE,
                caller.listener());
        Duration gap = client.longestGap();
        Map<String, String> now =
                Map.of("redis", "a", "tree", relocator.runs().locations().get("tree"));
        same("live return", before, state(now), gap, now);
        List.of("b", "c").stream().filter(host -> !now.containsValue(host)).forEach(this::expectNothingOn);

        title("   … and the tree comes home, too");
        rehearse("return-home.Jenkinsfile", Map.of("RUN", lastRun()), BuildResult.SUCCESS, caller.listener());
        same("return of the tree", before, state(AT_HOME), client.longestGap(), AT_HOME);
        expectNothingOn("b");
        expectNothingOn("c");
    }

    private void failingRestore(CountingClient client) {
        title("4. The restore of the tree fails, a process id is taken on the target: the source continues");
        State before = state(AT_HOME);
        PidThief thief = new PidThief(before.treePids().replaceAll(".* ", ""));
        client.resetGap();
        rehearse("evacuate-host.Jenkinsfile", Map.of("HOST", "a"), BuildResult.FAILURE, thief);
        Duration gap = client.longestGap();
        thief.giveBack();
        same("rollback", before, state(AT_HOME), gap, AT_HOME);
        expectNothingOn("b");
        expectNothingOn("c");
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
                onTargets("echo %d >/proc/sys/kernel/ns_last_pid; exec sleep 300 & echo $!"
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
        RehearsalResult result = new Rehearsal(relocator, new ConsoleView(out))
                .run(folder.path().resolve(jenkinsfile), options, new Caller(caller.who(), listener, caller.stop()));
        if (result.result() != expected) {
            wrong.add("%s ended with %s instead of %s".formatted(jenkinsfile, result.result(), expected));
        }
    }

    private State state(Map<String, String> hosts) {
        return new State(
                workloads.redisPid(hosts.get("redis")),
                workloads.redisState(hosts.get("redis")),
                workloads.treePids(hosts.get("tree")),
                workloads.treeSum(hosts.get("tree")));
    }

    private String lastRun() {
        List<String> runs = relocator.store().runs();
        return runs.isEmpty() ? "none" : runs.get(runs.size() - 1);
    }

    private void same(String what, State before, State after, Duration gap, Map<String, String> hosts) {
        out.println();
        compare(what, "Redis's process id", before.redisPid(), after.redisPid());
        compare(what, "Redis's keys and data", before.redis(), after.redis());
        compare(what, "the tree's process ids", before.treePids(), after.treePids());
        compare(what, "the tree's memory", before.treeSum(), after.treeSum());
        out.printf(
                "   Redis runs on %s, the tree on %s; longest time the client waited: %d ms%n",
                hosts.get("redis"), hosts.get("tree"), gap.toMillis());
    }

    private void compare(String what, String name, String before, String after) {
        boolean same = before.equals(after) && !before.isEmpty();
        out.printf("   %-24s %s%s%n", name, same ? "unchanged: " : "CHANGED: " + before + " → ", after);
        if (!same) {
            wrong.add("%s: %s changed from %s to %s".formatted(what, name, before, after));
        }
    }

    private void expectNothingOn(String host) {
        String left = workloads.leftOn(host);
        out.printf("   left on %s: %s%n", host, left.isEmpty() ? "nothing" : left);
        if (!left.isEmpty()) {
            wrong.add("left on %s: %s".formatted(host, left));
        }
    }

    private void title(String text) {
        out.printf("%n=== %s%n", text);
    }
}
