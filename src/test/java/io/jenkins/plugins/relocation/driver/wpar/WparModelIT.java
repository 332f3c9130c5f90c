// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.host.LocalCommand;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.simulator.App;
import io.jenkins.plugins.relocation.simulator.SimulatedHosts;
import io.jenkins.plugins.relocation.simulator.World;
import io.jenkins.plugins.relocation.simulator.aix.AixGuest;
import io.jenkins.plugins.relocation.simulator.aix.AixHost;
import io.jenkins.plugins.relocation.simulator.aix.AixMachine;
import io.jenkins.plugins.relocation.simulator.aix.AixSite;
import io.jenkins.plugins.relocation.simulator.aix.Mishap;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.Driver;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Leg.End;
import io.jenkins.plugins.relocation.spi.Observation;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The host script for AIX, under each shell of this machine, does what its model does: the fault matrix knows only the model. AIX's own
 * shells are Korn shells.
 */
class WparModelIT {
    @TempDir
    private Path directory;

    private AixBed bed;

    @BeforeEach
    void start() {
        bed = new AixBed(directory).withSystem();
    }

    @AfterEach
    void stop() {
        bed.close();
    }

    static Stream<String> shells() {
        return Stream.of("/bin/sh", "/usr/bin/ksh93", "/usr/bin/mksh")
                .filter(path -> Files.isExecutable(Path.of(path)));
    }

    @ParameterizedTest
    @MethodSource("shells")
    void doesWhatItsModelDoes(String shell) {
        List<String> real = moved(new UnderShell(shell), bed.live(), Ticker.SYSTEM, bed.target());

        World world = new World();
        App app = new App(AixBed.WPAR, App.Kind.WPAR, AixBed.WPAR);
        world.addHost("aix1", "aix1").install(app, true);
        world.addHost("aix2", "aix2").install(app, false);
        world.host("aix1").start(app);
        AixGuest target = (AixGuest) world.host("aix2").guest().orElseThrow();
        List<String> modelled = moved(new SimulatedHosts(world), bed.live(), world.ticker(), target.machine());

        assertThat(real).isEqualTo(modelled);
        assertThat(real)
                .contains("RUNNING ABSENT", "FROZEN ABSENT", "FROZEN STAGED", "FROZEN RUNNING", "ABSENT RUNNING");
    }

    /** Out, back with what happened there, and out again in a new attempt, with what is refused on the way. */
    private List<String> moved(HostAccess access, Leg out, Ticker ticker, AixMachine target) {
        Driver driver = new WparDriverFactory().create(access, ticker);
        HostGuards guards = new HostGuards(access);
        List<String> seen = new ArrayList<>();
        takeGuards(guards, out, seen);
        seen.add(told(() -> driver.freeze(
                new Leg("other", 1, 1, out.workload(), out.from(), out.to(), out.transfer(), Leg.Way.OUT),
                Progress.NONE)));
        act(driver, out, seen, () -> driver.prepare(out, Progress.NONE));
        act(driver, out, seen, () -> driver.prepare(out, Progress.NONE));
        act(driver, out, seen, () -> driver.resume(out));
        act(driver, out, seen, () -> driver.freeze(out, Progress.NONE));
        act(driver, out, seen, () -> driver.freeze(out, Progress.NONE));
        act(driver, out, seen, () -> driver.restore(out, Progress.NONE));
        act(driver, out, seen, () -> driver.resume(out));
        seen.add(told(() -> seen.add("revoked: " + driver.revoke(out))));
        Leg back = out.reversed();
        act(driver, back, seen, () -> driver.freeze(back, Progress.NONE));
        seen.add(told(() -> seen.add("image: " + driver.hasImage(back))));
        act(driver, out, seen, () -> driver.discard(back, End.TO));
        act(driver, back, seen, () -> driver.restore(back, Progress.NONE));
        act(driver, back, seen, () -> driver.resume(back));
        act(driver, back, seen, () -> driver.discard(back, End.FROM));
        end(driver, guards, out, seen, End.FROM, back, out);
        Leg again = new Leg("run", 2, 4, out.workload(), out.from(), out.to(), out.transfer(), Leg.Way.OUT);
        takeGuards(guards, again, seen);
        act(driver, again, seen, () -> driver.prepare(again, Progress.NONE));
        act(driver, again, seen, () -> driver.freeze(again, Progress.NONE));
        act(driver, again, seen, () -> driver.thaw(again));
        act(driver, again, seen, () -> driver.restore(again, Progress.NONE));
        act(driver, again, seen, () -> driver.discard(again, End.TO));
        end(driver, guards, again, seen, End.FROM, again);
        Leg refused = new Leg("run", 3, 5, out.workload(), out.from(), out.to(), out.transfer(), Leg.Way.OUT);
        takeGuards(guards, refused, seen);
        act(driver, refused, seen, () -> driver.prepare(refused, Progress.NONE));
        act(driver, refused, seen, () -> driver.freeze(refused, Progress.NONE));
        act(driver, refused, seen, () -> driver.restore(refused, Progress.NONE));
        target.mishap(Mishap.of("resumewpar", Mishap.Kind.REFUSE));
        act(driver, refused, seen, () -> driver.resume(refused));
        seen.add(told(() -> seen.add("taken back: " + driver.revoke(refused))));
        act(driver, refused, seen, () -> driver.resume(refused));
        act(driver, refused, seen, () -> driver.discard(refused, End.TO));
        act(driver, refused, seen, () -> driver.thaw(refused));
        end(driver, guards, refused, seen, End.FROM, refused);
        Leg last = new Leg(
                "run",
                4,
                6,
                out.workload(),
                out.from(),
                out.to(),
                TransferPlan.over(TransferPlan.Transport.STATIC, ""),
                Leg.Way.OUT);
        takeGuards(guards, last, seen);
        act(driver, last, seen, () -> driver.prepare(last, Progress.NONE));
        act(driver, last, seen, () -> driver.freeze(last, Progress.NONE));
        act(driver, last, seen, () -> driver.restore(last, Progress.NONE));
        act(driver, last, seen, () -> driver.resume(last));
        Leg lastBack = last.reversed();
        act(driver, lastBack, seen, () -> driver.freeze(lastBack, Progress.NONE));
        seen.add(told(() -> seen.add("image: " + driver.hasImage(lastBack))));
        act(driver, lastBack, seen, () -> driver.thaw(lastBack));
        for (End end : End.values()) {
            act(driver, last, seen, () -> driver.cleanUp(lastBack, end));
        }
        act(driver, last, seen, () -> driver.discard(last, End.FROM));
        end(driver, guards, last, seen, End.TO, last);
        return seen;
    }

    private static void takeGuards(HostGuards guards, Leg leg, List<String> seen) {
        for (End end : End.values()) {
            seen.add(told(() -> guards.take(leg, end, new Holder("test"))));
        }
    }

    private static void end(Driver driver, HostGuards guards, Leg leg, List<String> seen, End home, Leg... legs) {
        act(driver, leg, seen, () -> driver.adopt(leg, home));
        for (Leg each : legs) {
            for (End end : End.values()) {
                act(driver, leg, seen, () -> driver.cleanUp(each, end));
            }
        }
        for (End end : End.values()) {
            seen.add(told(() -> guards.release(leg, end)));
            seen.add(told(() -> guards.take(leg, end, new Holder("late"))));
        }
    }

    private static void act(Driver driver, Leg leg, List<String> seen, Runnable act) {
        seen.add(told(act));
        Observation now = driver.observe(leg);
        seen.add(now.from() + " " + now.to());
    }

    /** "done", or the code of the error: its words are those of one of the two. */
    private static String told(Runnable act) {
        try {
            act.run();
            return "done";
        } catch (RelocationException e) {
            return e.code().toString();
        }
    }

    /** The hosts of the bed, without SSH, with another shell in place of /bin/sh. */
    private final class UnderShell implements HostAccess {
        private final String path;

        UnderShell(String path) {
            this.path = path;
        }

        @Override
        public RemoteShell shell(Host host) {
            AixHost aix = bed.site.host(host.name());
            List<String> prefix = new ArrayList<>(List.of("/usr/bin/env", "-i", "RELOCATION_SH=" + path));
            aix.environment(AixSite.USER).forEach((name, value) -> prefix.add(name + "=" + value));
            return new Shell(host, new LocalCommand(prefix), path);
        }

        @Override
        public void close() {}
    }

    private record Shell(Host host, LocalCommand local, String path) implements RemoteShell {
        @Override
        public CommandResult run(Command command) {
            return local.run(with(command));
        }

        @Override
        public CommandResult stream(Command command, InputStream source, OutputStream sink) {
            return local.stream(with(command), source, sink);
        }

        private Command with(Command command) {
            List<String> argv = new ArrayList<>(command.argv());
            if (argv.get(0).equals("/bin/sh")) {
                argv.set(0, path);
            }
            return new Command(argv, command.input(), command.deadline(), command.asRoot());
        }

        @Override
        public boolean answers(Duration within) {
            return true;
        }

        @Override
        public void close() {}
    }
}
