// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.faults;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.DriverRegistry;
import io.jenkins.plugins.relocation.engine.EngineSettings;
import io.jenkins.plugins.relocation.engine.HostDirectory;
import io.jenkins.plugins.relocation.engine.RelocationEvent;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.engine.Surroundings;
import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.simulator.SimulatedHost;
import io.jenkins.plugins.relocation.simulator.World;
import io.jenkins.plugins.relocation.simulator.aix.AixGuest;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A workload on simulated host a that is to go to b, an observer, and engines one after the other. */
final class Bed {
    static final Duration FREEZE_BUDGET = Duration.ofSeconds(20);
    private static final AtomicInteger NUMBER = new AtomicInteger();

    final World world = new World();
    final Observer observer = new Observer(Subject.WORKLOAD);
    final Injector injector;
    final Path home;
    final Plan plan;
    private final Subject subject;
    private final Sabotage sabotage;
    private final HostWires wires;
    private Engine engine;

    Bed(Subject subject, Injector injector, Sabotage sabotage, Path home, HostWires wires) {
        this.subject = subject;
        this.injector = injector;
        this.sabotage = sabotage;
        this.home = home;
        this.wires = wires;
        int number = NUMBER.incrementAndGet();
        for (String name : List.of("a", "b")) {
            SimulatedHost host = world.addHost(name, "%s-%d.example".formatted(name, number));
            if (subject.isPartition()) {
                AixGuest.on(host);
            }
            host.install(subject.app(), name.equals("a"));
            sabotage.arrange(host);
        }
        world.host("a").start(subject.app());
        plan = plan();
        engine = newEngine();
        world.onSteps((host, step) -> engine.onStep(host, step));
        world.onChanges(observer::look);
    }

    private Plan plan() {
        Timing quick = new Timing(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(8), 2);
        Policy policy = new Policy(FREEZE_BUDGET, Duration.ofMinutes(15), Policy.AcceptLoss.ASK, false);
        Workload workload = new Workload(
                Subject.WORKLOAD,
                subject.factory().id(),
                "a",
                subject.settings(),
                0,
                List.of(),
                "",
                List.of(
                        new ProbeSpec.ProcessState(quick),
                        new ProbeSpec.Command(List.of("/usr/bin/check", Subject.WORKLOAD), "", quick)),
                List.of(),
                policy);
        Move move =
                new Move(Subject.WORKLOAD, "a", "b", true, subject.way(), new Prediction(1, 1, Duration.ofMillis(100)));
        return new Plan(
                Plan.VERSION,
                new Goal.Evacuate(List.of("a")),
                List.of(host("a"), host("b")),
                List.of(workload),
                List.of(new Wave(1, List.of(move))),
                List.of(),
                List.of(),
                List.of());
    }

    private Host host(String name) {
        return wires.reach(Host.of(
                name, world.host(name).address(), 22, new Login("root", "key", Login.Become.NONE), "ssh-ed25519 AAAA"));
    }

    /** A new engine, as after a restart: it knows nothing but journals and hosts. */
    Relocator relocator() {
        endEngine();
        engine = newEngine();
        RunStore store = new RunStore(home);
        store.keep(plan);
        return new Relocator(new Surroundings(
                store,
                new HostDirectory(),
                engine,
                new NoHttp(),
                new HostGuards(engine),
                new DriverRegistry(List.of(new Unchecked(subject.factory()))),
                engine,
                EngineSettings.DEFAULT));
    }

    private Engine newEngine() {
        return new Engine(world, sabotage.wrap(wires.access(world)), injector);
    }

    /** The process of the engine is over: its connections are, too. */
    void endEngine() {
        engine.close();
    }

    Engine engine() {
        return engine;
    }

    Caller caller() {
        return Caller.of("matrix", event -> {
            if (event instanceof RelocationEvent.PhaseChanged change) {
                injector.phase(change.to().name());
            }
        });
    }

    private static final class NoHttp implements HttpCalls {
        @Override
        public HttpAnswer get(HttpQuestion question) {
            throw new AssertionError("no HTTP in the matrix");
        }

        @Override
        public void close() {}
    }
}
