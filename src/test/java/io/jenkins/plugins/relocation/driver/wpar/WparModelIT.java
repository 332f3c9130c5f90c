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
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The host script for AIX, under each shell of this machine, does what its model does: the fault matrix knows only the model. AIX's own
 * shells are Korn shells.
 */
class WparModelIT extends OnAixBed {

    @BeforeEach
    void addAPartition() {
        bed.withSystem();
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
        AixGuest source = AixGuest.on(world.addHost("aix1", "aix1"));
        AixGuest target = AixGuest.on(world.addHost("aix2", "aix2"));
        source.install(app, true);
        target.install(app, false);
        source.start(app);
        List<String> modelled = moved(new SimulatedHosts(world), bed.live(), world.ticker(), target.machine());

        assertThat(real).isEqualTo(modelled);
        assertThat(real)
                .contains("RUNNING ABSENT", "FROZEN ABSENT", "FROZEN STAGED", "FROZEN RUNNING", "ABSENT RUNNING");
    }

    /** Out, back with what happened there, and out again in new attempts, with what is refused on the way. */
    private static List<String> moved(HostAccess access, Leg out, Ticker ticker, AixMachine target) {
        Trail trail = new Trail(access, ticker);
        trail.goOutAndComeBack(out);
        trail.continueTheSource(attempt(out, 2, out.transfer()));
        trail.takeBackARefusedResume(attempt(out, 3, out.transfer()), target);
        trail.goOutStatically(attempt(out, 4, TransferPlan.over(TransferPlan.Transport.STATIC, "")));
        return trail.seen;
    }

    private static Leg attempt(Leg out, int number, TransferPlan transfer) {
        return new Leg("run", number, number + 2, out.workload(), out.from(), out.to(), transfer, Leg.Way.OUT);
    }

    /** What a driver does, and what was seen after each act. */
    private static final class Trail {
        private final Driver driver;
        private final HostGuards guards;
        private final List<String> seen = new ArrayList<>();

        Trail(HostAccess access, Ticker ticker) {
            driver = new WparDriverFactory().create(access, ticker);
            guards = new HostGuards(access);
        }

        void goOutAndComeBack(Leg out) {
            Leg stranger = new Leg("other", 1, 1, out.workload(), out.from(), out.to(), out.transfer(), Leg.Way.OUT);
            takeGuards(out);
            seen.add(told(() -> driver.freeze(stranger, Progress.NONE)));
            prepare(out);
            prepare(out);
            resume(out);
            freeze(out);
            freeze(out);
            restore(out);
            resume(out);
            seen.add(told(() -> seen.add("revoked: " + driver.revoke(out))));
            Leg back = out.reversed();
            freeze(back);
            seen.add(told(() -> seen.add("image: " + driver.hasImage(back))));
            act(out, () -> driver.discard(back, End.TO));
            restore(back);
            resume(back);
            act(back, () -> driver.discard(back, End.FROM));
            end(out, End.FROM, back, out);
        }

        void continueTheSource(Leg leg) {
            takeGuards(leg);
            prepare(leg);
            freeze(leg);
            act(leg, () -> driver.thaw(leg));
            restore(leg);
            act(leg, () -> driver.discard(leg, End.TO));
            end(leg, End.FROM, leg);
        }

        void takeBackARefusedResume(Leg leg, AixMachine target) {
            takeGuards(leg);
            prepare(leg);
            freeze(leg);
            restore(leg);
            target.mishap(Mishap.of("resumewpar", Mishap.Kind.REFUSE));
            resume(leg);
            seen.add(told(() -> seen.add("taken back: " + driver.revoke(leg))));
            resume(leg);
            act(leg, () -> driver.discard(leg, End.TO));
            act(leg, () -> driver.thaw(leg));
            end(leg, End.FROM, leg);
        }

        void goOutStatically(Leg leg) {
            takeGuards(leg);
            prepare(leg);
            freeze(leg);
            restore(leg);
            resume(leg);
            Leg back = leg.reversed();
            freeze(back);
            seen.add(told(() -> seen.add("image: " + driver.hasImage(back))));
            act(back, () -> driver.thaw(back));
            for (End end : End.values()) {
                act(leg, () -> driver.cleanUp(back, end));
            }
            act(leg, () -> driver.discard(leg, End.FROM));
            end(leg, End.TO, leg);
        }

        private void takeGuards(Leg leg) {
            for (End end : End.values()) {
                seen.add(told(() -> guards.take(leg, end, new Holder("test"))));
            }
        }

        private void prepare(Leg leg) {
            act(leg, () -> driver.prepare(leg, Progress.NONE));
        }

        private void freeze(Leg leg) {
            act(leg, () -> driver.freeze(leg, Progress.NONE));
        }

        private void restore(Leg leg) {
            act(leg, () -> driver.restore(leg, Progress.NONE));
        }

        private void resume(Leg leg) {
            act(leg, () -> driver.resume(leg));
        }

        private void end(Leg leg, End home, Leg... legs) {
            act(leg, () -> driver.adopt(leg, home));
            for (Leg each : legs) {
                for (End end : End.values()) {
                    act(leg, () -> driver.cleanUp(each, end));
                }
            }
            for (End end : End.values()) {
                seen.add(told(() -> guards.release(leg, end)));
                seen.add(told(() -> guards.take(leg, end, new Holder("late"))));
            }
        }

        private void act(Leg leg, Runnable act) {
            seen.add(told(act));
            Observation now = driver.observe(leg);
            seen.add(now.from() + " " + now.to());
        }
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
