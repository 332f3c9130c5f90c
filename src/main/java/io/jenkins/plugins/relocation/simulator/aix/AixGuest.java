// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import io.jenkins.plugins.relocation.simulator.App;
import io.jenkins.plugins.relocation.simulator.Guest;
import io.jenkins.plugins.relocation.simulator.Job;
import io.jenkins.plugins.relocation.simulator.Script;
import io.jenkins.plugins.relocation.simulator.SimulatedHost;
import io.jenkins.plugins.relocation.simulator.Task;
import io.jenkins.plugins.relocation.spi.Command;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A simulated host that is an AIX system: the machine, and a model of what our host script for AIX (resources/host/relocation-aix.sh) does
 * there, step by step, each of which may be the last. Guarded by the lock of its world.
 *
 * <p>Left out: several partitions, addresses that stay up, sudo, in-flight and seizing of guards. A command of AIX goes on when the script that has
 * called it is killed; only the end of the system ends it.
 */
public final class AixGuest implements Guest {
    private static final int MAIN = 6;
    private static final String ADDRESS = "192.0.2.31";
    private static final Pattern INSTALLED = Pattern.compile("mv \"\\$new\" (\\S+);");

    private final SimulatedHost host;
    private final SharedDisk shared;
    private final AixMachine machine;
    private final Map<String, Job> jobs = new HashMap<>();

    /** Makes a host an AIX system, before anything is known there. */
    public static AixGuest on(SimulatedHost host) {
        AixGuest guest = new AixGuest(host);
        host.become(guest);
        return guest;
    }

    private AixGuest(SimulatedHost host) {
        this.host = host;
        this.shared = host.world().shared(SharedDisk.class, SharedDisk::new);
        this.machine = new AixMachine(AixProfile.power9(host.name()), shared, shared.nfs());
    }

    SimulatedHost host() {
        return host;
    }

    SharedDisk shared() {
        return shared;
    }

    public AixMachine machine() {
        return machine;
    }

    // ---- what goes wrong ----

    /** The partition is broken after the next call of a command. */
    public void breaks(String command) {
        machine.mishap(Mishap.of(command, Mishap.Kind.BREAK));
    }

    public void deniesCheckpoints(int times) {
        for (int i = 0; i < times; i++) {
            machine.mishap(new Mishap("chkptwpar", Mishap.Kind.DENY, "requests are in flight"));
        }
    }

    /** Whether the server of what all hosts share answers. */
    public void nfsAnswers(boolean answers) {
        shared.nfs().setUp(answers);
    }

    // ---- the host ----

    @Override
    public void install(App app, boolean enabled) {
        if (enabled) {
            machine.define(
                    app.kind() == App.Kind.WPAR
                            ? WparSpec.mobile(app.name(), ADDRESS, shared.nfs().name())
                                    .withAuto(true)
                            : WparSpec.application(app.name(), ADDRESS, "/usr/bin/" + app.name()));
        }
    }

    @Override
    public Task start(App app) {
        machine.start(app.name(), 0);
        return machine.work(app.name()).orElseThrow();
    }

    @Override
    public Collection<Task> tasks() {
        return machine.works();
    }

    @Override
    public void crash() {
        machine.crash();
        jobs.clear();
    }

    @Override
    public void boot() {
        machine.boot();
    }

    /** A partition that does not run, and a definition where none was before. */
    @Override
    public List<String> leftovers() {
        List<String> left = new ArrayList<>();
        for (String name : machine.names()) {
            WparState state = machine.state(name).orElseThrow();
            WparSpec spec = machine.spec(name).orElseThrow();
            if (state != WparState.ACTIVE) {
                left.add("partition %s, %s".formatted(name, state.word()));
            } else if (spec.isSystem() && !spec.auto()) {
                left.add("partition %s, which does not start with its host any more".formatted(name));
            }
        }
        shared.directories().stream()
                .filter(path -> !path.endsWith("/state"))
                .forEach(path -> left.add("shared directory " + path));
        return left;
    }

    @Override
    public List<Long> usableImages() {
        Stream<Long> complete = shared.completeStates().stream()
                .map(text ->
                        Long.parseLong(text.lines().findFirst().orElseThrow().split("=")[1]));
        return Stream.concat(complete, shared.nfs().saved().stream()).toList();
    }

    // ---- processes of ours ----

    boolean isAtWork(String leg, String op) {
        return Optional.ofNullable(jobs.get(leg + " " + op)).filter(Job::alive).isPresent();
    }

    void atWork(String leg, String op, Job job) {
        jobs.put(leg + " " + op, job);
    }

    // ---- commands ----

    @Override
    public Optional<String> answer(Command command) {
        List<String> argv = command.argv();
        String input = new String(command.input(), StandardCharsets.UTF_8);
        if (argv.size() > MAIN + 1 && argv.get(1).endsWith("/relocation-host.sh") && isInstalled(argv.get(1))) {
            Script script = new Script(host, argv.get(3), argv.get(4), argv.get(5), Long.parseLong(argv.get(6)));
            return Optional.of(new AixProgram(this, script).run(argv.get(7), argv.subList(8, argv.size()), input));
        }
        if (argv.size() > 3 && argv.get(1).equals("-c")) {
            String directory = argv.get(3);
            String told = argv.get(2).startsWith("uname") ? "AIX\n" : "";
            String digest = directory.substring(directory.lastIndexOf('/') + 1) + "  -\n";
            return Optional.of(told + (host.disk().has("bin" + directory) ? digest : ""));
        }
        if (argv.equals(List.of("/bin/sh", "-s"))) {
            Matcher target = INSTALLED.matcher(input);
            if (target.find()) {
                host.step("install the host script");
                host.disk().put("bin" + target.group(1), "installed");
                return Optional.of("");
            }
        }
        if (argv.size() > 3 && argv.get(1).equals("-s")) {
            return Optional.of(looked(argv.subList(3, argv.size())));
        }
        return Optional.empty();
    }

    private boolean isInstalled(String main) {
        return host.disk().has("bin" + main.substring(0, main.lastIndexOf('/')));
    }

    /** What the functions that only look say, as far as moves ask for it. */
    private String looked(List<String> function) {
        StringBuilder said = new StringBuilder();
        if (function.get(0).equals("report_wpars") || function.get(0).equals("report_host")) {
            part(said, "general", "lswpar", "-d", "|", "-G");
            part(said, "network", "lswpar", "-d", "|", "-N");
            part(said, "mounts", "lswpar", "-d", "|", "-M");
            part(said, "resources", "lswpar", "-d", "|", "-R");
        }
        return said.toString();
    }

    private void part(StringBuilder said, String name, String... argv) {
        Answer answer = call(argv);
        said.append("\n@@%s\n%s\n@@%s.status\n%d\n".formatted(name, answer.out(), name, answer.status()));
    }

    /** Runs a command of AIX that takes no time. */
    Answer call(String... argv) {
        return machine.begin(List.of(argv), true).end().get();
    }

    /** Tells this start of the system from all others. */
    String bootId() {
        return call("who", "-b").out();
    }

    /** The letter of a partition's state; "none": there is no such partition. */
    String letter(String wpar) {
        return machine.state(wpar).map(WparState::letter).orElse("none");
    }
}
