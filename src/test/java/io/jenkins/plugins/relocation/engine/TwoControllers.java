// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.host.LocalHosts;
import io.jenkins.plugins.relocation.model.Goal;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Inventory;
import io.jenkins.plugins.relocation.model.Move;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Prediction;
import io.jenkins.plugins.relocation.model.Wave;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import io.jenkins.plugins.relocation.spi.TakeOvers;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Controllers with homes of their own and the same hosts, whose guards are those of the real host script; only what a driver does
 * is simulated.
 */
final class TwoControllers {
    final LocalHosts hosts;
    final SimulatedWorld world = new SimulatedWorld();
    private final Path homes;

    TwoControllers(Path folder) {
        this.hosts = new LocalHosts(folder.resolve("hosts"), List.of("/bin/sh"));
        this.homes = folder.resolve("homes");
    }

    /** A controller with that home, as a process of its own would have it. */
    Surroundings surroundings(String home, Guards guards) {
        return new Surroundings(
                new RunStore(homes.resolve(home)),
                new HostDirectory(),
                hosts,
                new NoHttp(),
                guards,
                new DriverRegistry(List.of(world.factory())),
                Ticker.SYSTEM,
                new EngineSettings(Duration.ofSeconds(1), Duration.ofMillis(100)));
    }

    HostGuards guards() {
        return new HostGuards(hosts);
    }

    TakeOver takeOver(String home, TakeOvers guards) {
        return new TakeOver(surroundings(home, guards()), guards);
    }

    /** A host of its own address; nobody connects to it. */
    Host host(String name) {
        Host local = hosts.host(name);
        return new Host(
                name,
                name + ".example",
                local.port(),
                local.login(),
                local.hostKeys(),
                "",
                List.of(),
                local.limits(),
                local.transfer(),
                local.stateDir(),
                local.imageDir(),
                List.of());
    }

    /** Hosts a, b and c, and a workload that is declared on a. */
    Inventory inventory(String workload) {
        return new Inventory(
                List.of(host("a"), host("b"), host("c")),
                List.of(EngineFixture.workload(workload, Policy.DEFAULT, List.of())),
                1);
    }

    /** A plan that moves a workload, which runs on a, to b. */
    Plan plan(String name) {
        Workload workload = EngineFixture.workload(name, Policy.DEFAULT, List.of());
        world.start(name, "a");
        return new Plan(
                Plan.VERSION,
                new Goal.Evacuate(List.of("a")),
                List.of(host("a"), host("b")),
                List.of(workload),
                List.of(new Wave(
                        1, List.of(new Move(name, "a", "b", true, new Prediction(1, 1, Duration.ofMillis(100)))))),
                List.of(),
                List.of("a"),
                List.of());
    }

    private static final class NoHttp implements HttpCalls {
        @Override
        public HttpAnswer get(HttpQuestion question) {
            throw new AssertionError("no HTTP in this test");
        }

        @Override
        public void close() {}
    }
}
