// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.driver.LabHosts;
import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.DriverFactory;
import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * Two hosts of a running laboratory with a bridge each, a Redis container with its own address on the first, and a client
 * on the controller that increments a counter over one connection.
 */
public abstract class ContainerLabTest {
    protected static final String ADDRESS = "10.77.0.50";
    private static final int PORT = 6379;

    protected final String run = "r" + UUID.randomUUID().toString().substring(0, 8);
    protected LabHosts lab;
    protected Host a;
    protected Host b;
    protected Driver driver;
    protected Guards guards;

    @BeforeEach
    void connect() {
        lab = new LabHosts(Path.of(System.getenv("RELOCATION_LAB_JSON")));
        a = lab.host("a", Transfer.Path.ONE_OFF_KEY);
        b = lab.host("b", Transfer.Path.ONE_OFF_KEY);
        driver = factory().create(lab, Ticker.SYSTEM);
        guards = new HostGuards(lab);
        both("down");
        both("up");
    }

    protected DriverFactory factory() {
        return new ContainerDriverFactory();
    }

    /** Another engine: nothing of what the last one knew. */
    protected void connectAgain() {
        driver = factory().create(lab, Ticker.SYSTEM);
    }

    @AfterEach
    void clean() {
        both("down");
    }

    private void both(String what) {
        for (Host host : List.of(a, b)) {
            script(host, what);
        }
    }

    /** Runs a function of the fixture on a host. */
    protected String script(Host host, String... words) {
        return lab.sh(host, fixture(), words);
    }

    /** Functions for the hosts of the laboratory; the last line calls one. */
    protected String fixture() {
        return text("/lab/workloads/redis-container.sh") + text("/lab/containers.sh");
    }

    protected static String text(String resource) {
        try (InputStream in = ContainerLabTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    protected CountingClient client() {
        return CountingClient.start(lab.controllerNamespace(), ADDRESS, PORT);
    }

    protected Leg leg(Map<String, Object> settings) {
        Workload workload = new Workload(
                "redis1", factory().id(), "a", settings, 0, List.of(), "", List.of(), List.of(), Policy.DEFAULT);
        return new Leg(run, 1, System.currentTimeMillis(), workload, a, b, Leg.Way.OUT);
    }

    protected static Map<String, Object> redis(String runtime) {
        return Map.of("runtime", runtime, "name", "redis1", "data", List.of("/ctr/rootfs/data"));
    }

    protected void take(Leg leg) {
        guards.take(leg, Leg.End.FROM);
        guards.take(leg, Leg.End.TO);
    }

    protected void forward(Leg leg) {
        driver.prepare(leg, Progress.NONE);
        expect(leg, State.RUNNING, State.ABSENT);
        long begin = System.nanoTime();
        driver.freeze(leg, new Printing());
        long frozen = System.nanoTime();
        System.out.printf("freeze %d ms%n", (frozen - begin) / 1000000);
        expect(leg, State.FROZEN, State.RUNNING);
    }

    protected void expect(Leg leg, State from, State to) {
        assertThat(driver.observe(leg))
                .satisfies(seen -> assertThat(seen.from()).as(seen.detail()).isEqualTo(from))
                .satisfies(seen -> assertThat(seen.to()).as(seen.detail()).isEqualTo(to));
    }

    protected void commit(Leg leg) {
        driver.discard(leg, Leg.End.FROM);
        expect(leg, State.ABSENT, State.RUNNING);
        driver.adopt(leg, Leg.End.TO);
        cleanUp(leg);
        expect(leg, State.ABSENT, State.RUNNING);
    }

    protected void settleAtHome(Leg leg) {
        driver.adopt(leg, Leg.End.FROM);
        cleanUp(leg);
        expect(leg, State.RUNNING, State.ABSENT);
    }

    protected void cleanUp(Leg leg) {
        driver.cleanUp(leg, Leg.End.TO);
        driver.cleanUp(leg, Leg.End.FROM);
        guards.release(leg, Leg.End.FROM);
        guards.release(leg, Leg.End.TO);
    }

    /** Every acknowledged increment is there, over the one connection. */
    protected void assertNothingLost(String what, CountingClient client) {
        CountingClient.Result result = client.stop();
        System.out.printf(
                "%s: longest gap of the client %d ms, %d increments%n", what, result.longestMillis(), result.last());
        assertThat(result.problem()).isEmpty();
        assertThat(result.acknowledged()).isEqualTo(result.last()).isPositive();
    }

    protected void assertNothingLeft() {
        for (Host host : List.of(a, b)) {
            assertThat(script(host, "leftovers")).as("left on " + host.name()).isEmpty();
        }
    }

    protected static void requirePassed(List<Finding> findings) {
        assertThat(findings).filteredOn(Finding::blocks).isEmpty();
    }

    protected static void pause(long millis) throws InterruptedException {
        java.util.concurrent.TimeUnit.MILLISECONDS.sleep(millis);
    }

    private static final class Printing implements Progress {
        @Override
        public void bytes(String what, long done, long total) {}

        @Override
        public void note(String text) {
            System.out.println(text);
        }
    }
}
