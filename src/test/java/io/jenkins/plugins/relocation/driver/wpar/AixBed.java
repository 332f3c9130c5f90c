// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Policy;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.Workload;
import io.jenkins.plugins.relocation.simulator.aix.AixHost;
import io.jenkins.plugins.relocation.simulator.aix.AixMachine;
import io.jenkins.plugins.relocation.simulator.aix.AixProfile;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import io.jenkins.plugins.relocation.simulator.aix.WparSpec;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.Secret;
import io.jenkins.plugins.relocation.spi.Ticker;
import io.jenkins.plugins.relocation.ssh.SshHosts;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Two simulated AIX systems behind real SSH, with a partition on the first, and a driver that can reach them. */
final class AixBed implements AutoCloseable {
    static final String WPAR = "billing";

    /** Simulated time passes fifty times as fast. */
    private static final double SCALE = 0.02;

    final AixSite site;
    final HostAccess access;
    final Driver driver;
    private final HostGuards guards;
    private Duration budget = Duration.ofSeconds(10);

    AixBed(Path directory) {
        this(directory, AixProfile.power9("aix1"), AixProfile.power9("aix2"));
    }

    AixBed(Path directory, AixProfile first, AixProfile second) {
        site = new AixSite(directory, SCALE);
        site.add(first);
        site.add(second);
        access = SshHosts.of(
                name -> Optional.empty(), id -> new Secret.Password(AixSite.PASSWORD.toCharArray()), Ticker.SYSTEM);
        driver = new WparDriverFactory().create(access, Ticker.SYSTEM);
        guards = new HostGuards(access);
    }

    /** A system partition on the first host, which its users have counted up to 100. */
    AixBed withSystem() {
        return with(WparSpec.mobile(WPAR, "192.0.2.31", "nfs1").using(512, 10).withAuto(true));
    }

    AixBed withApplication() {
        return with(WparSpec.application(WPAR, "192.0.2.32", "/opt/app/bin/report -d")
                .using(128, 5));
    }

    AixBed with(WparSpec spec) {
        site.add("aix1", spec, 100);
        return this;
    }

    AixBed within(Duration freezeBudget) {
        budget = freezeBudget;
        return this;
    }

    AixMachine source() {
        return site.host("aix1").machine();
    }

    AixMachine target() {
        return site.host("aix2").machine();
    }

    Host host(String name) {
        AixHost host = site.host(name);
        return new Host(
                name,
                // Two hosts of a plan have two addresses.
                name.equals("aix1") ? "127.0.0.1" : "localhost",
                host.port(),
                new Login(AixSite.USER, "password", Login.Become.NONE),
                List.of(host.hostKey()),
                "",
                List.of(),
                Limits.DEFAULT,
                Transfer.DEFAULT,
                host.stateDir().toString(),
                site.shared().toString(),
                List.of());
    }

    Workload workload(Map<String, Object> settings) {
        return new Workload(
                WPAR,
                WparDriverFactory.ID,
                "aix1",
                settings,
                0,
                List.of(),
                "",
                List.of(),
                List.of(),
                new Policy(budget, Duration.ofMinutes(15), Policy.AcceptLoss.ASK, false));
    }

    Leg leg(TransferPlan.Transport transport) {
        return new Leg(
                "run",
                1,
                3,
                workload(Map.of()),
                host("aix1"),
                host("aix2"),
                TransferPlan.over(transport, ""),
                Leg.Way.OUT);
    }

    Leg live() {
        return leg(TransferPlan.Transport.SHARED);
    }

    void takeGuards(Leg leg) {
        for (Leg.End end : Leg.End.values()) {
            guards.take(leg, end, new Holder("test"));
        }
    }

    void releaseGuards(Leg leg) {
        for (Leg.End end : Leg.End.values()) {
            guards.release(leg, end);
        }
    }

    void upToPrepare(Leg leg) {
        takeGuards(leg);
        driver.prepare(leg, Progress.NONE);
    }

    void upToFreeze(Leg leg) {
        upToPrepare(leg);
        driver.freeze(leg, Progress.NONE);
    }

    void upToRestore(Leg leg) {
        upToFreeze(leg);
        driver.restore(leg, Progress.NONE);
    }

    void upToResume(Leg leg) {
        upToRestore(leg);
        driver.resume(leg);
    }

    void cleanUp(Leg leg) {
        for (Leg.End end : Leg.End.values()) {
            driver.cleanUp(leg, end);
        }
    }

    /** What is to be seen of the partition where the leg begins and where it ends. */
    String shown(Leg leg) {
        Observation seen = driver.observe(leg);
        return seen.from() + " " + seen.to();
    }

    /** What is left of legs, on hosts and in the file system that they share. */
    List<String> left() {
        return Stream.of(
                        site.host("aix1").stateDir().resolve("legs"),
                        site.host("aix2").stateDir().resolve("legs"),
                        site.shared())
                .flatMap(path -> Optional.ofNullable(path.toFile().list()).stream())
                .flatMap(Stream::of)
                .toList();
    }

    @Override
    public void close() {
        access.close();
        site.close();
    }
}
