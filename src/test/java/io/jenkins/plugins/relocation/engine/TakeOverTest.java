// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.host.HostGuards;
import io.jenkins.plugins.relocation.journal.ChainCheck;
import io.jenkins.plugins.relocation.journal.Entry;
import io.jenkins.plugins.relocation.journal.Head;
import io.jenkins.plugins.relocation.journal.JournalReader;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Guards.Guard;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.TakeOvers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A controller is lost while it holds the guards of a workload; the guards are those of the real host script. */
class TakeOverTest {
    private static final String LOST = "r-0123456789ab-deadbeef-1";
    private static final String REASON = "its disk is gone";

    @TempDir
    Path folder;

    private TwoControllers hosts;
    private HostGuards guards;
    private Leg lost;

    @BeforeEach
    void loseAController() {
        hosts = new TwoControllers(folder);
        guards = hosts.guards();
        hosts.world.start("redis", "a");
        lost = leg(5);
        guards.take(lost, Leg.End.FROM, Holder.of("alice", "lost1"));
        guards.take(lost, Leg.End.TO, Holder.of("alice", "lost1"));
    }

    private Leg leg(long epoch) {
        return new Leg(
                LOST,
                1,
                epoch,
                hosts.inventory("redis").workload("redis").orElseThrow(),
                hosts.host("a"),
                hosts.host("b"),
                Leg.Way.OUT);
    }

    private TakeOver.Result takeOver(TakeOvers with) {
        return hosts.takeOver("mine", with)
                .run(hosts.inventory("redis"), "redis", REASON, Caller.of("bob", event -> {}));
    }

    private Guard guard(String host) {
        return guards.read(hosts.host(host), "redis").orElseThrow();
    }

    @Test
    void freesTheGuardsUnderANewerEpochAndJournalsThat() {
        TakeOver.Result done = takeOver(guards);

        assertThat(done.freed()).containsExactly("a", "b");
        assertThat(done.epoch()).isEqualTo(6);
        for (String host : List.of("a", "b")) {
            assertThat(guard(host).held()).isFalse();
            assertThat(guard(host).epoch()).isEqualTo(6);
            assertThat(guard(host).run()).isEqualTo(done.id());
        }
        assertThat(guards.read(hosts.host("c"), "redis")).isEmpty();
        RunStore store = new RunStore(folder.resolve("homes/mine"));
        JournalReader.Content journal = JournalReader.read(store.journal(done.id()));
        assertThat(journal.entries().get(0)).isInstanceOfSatisfying(Entry.TakeOverOpened.class, opened -> {
            assertThat(opened.who()).isEqualTo("bob");
            assertThat(opened.reason()).isEqualTo(REASON);
            assertThat(opened.seen())
                    .containsExactly(
                            "a: run %s of alice@lost1 (attempt 1, epoch 5), held, workload RUNNING".formatted(LOST),
                            "b: run %s of alice@lost1 (attempt 1, epoch 5), held, workload ABSENT".formatted(LOST),
                            "c: no guard, workload ABSENT");
        });
        assertThat(journal.entries()).contains(new Entry.TakeOverEnded("redis", 6));
        assertThat(new ChainCheck(done.id(), journal, store.identity().signer().key())
                        .against(Head.find(done.head()))
                        .verdict())
                .isEqualTo(ChainCheck.Verdict.OK);
    }

    @Test
    void theLostControllerIsRefusedWhenItComesBackAndARunOfAnotherGoesOn() {
        takeOver(guards);

        busy(() -> guards.take(lost, Leg.End.FROM), "not newer");
        busy(() -> guards.release(lost, Leg.End.TO), "newer epoch");
        Surroundings mine = hosts.surroundings("mine", guards);
        Plan plan = hosts.plan("redis");
        mine.store().keep(plan);
        new Relocator(mine).relocate(new Scope(plan.id(), 1), Caller.of("bob", event -> {}));

        assertThat(hosts.world.runsOn("redis")).contains("b");
        assertThat(guard("a").epoch()).isEqualTo(7);
        assertThat(guard("b").epoch()).isEqualTo(7);
    }

    @Test
    void refusesWithAllThatIsInTheWayHostByHostAndChangesNothing() throws IOException {
        Path legs = hosts.hosts.state("a").resolve("legs").resolve(lost.id());
        Files.createDirectories(legs);
        Files.writeString(legs.resolve("owner"), "5 redis\n");
        Files.writeString(
                legs.resolve("freeze.state"),
                "state=running\npid=%d\nstart=%s\nstatus=\n"
                        .formatted(
                                ProcessHandle.current().pid(),
                                startOf(ProcessHandle.current().pid())));
        Path images = Path.of(hosts.host("b").imageDir());
        Files.createDirectories(images.resolve(lost.id()));
        Files.createDirectories(hosts.hosts.state("b").resolve("held"));
        Files.writeString(hosts.hosts.state("b").resolve("held/redis"), lost.id() + "\n");

        assertThatThrownBy(() -> takeOver(guards))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContaining("a: leg %s original gone copy gone; next: ".formatted(lost.id()))
                .hasMessageContaining("a: operation freeze of leg %s is at work; next: wait".formatted(lost.id()))
                .hasMessageContaining("b: image %s; next: ".formatted(images.resolve(lost.id())))
                .hasMessageContaining("b: supervisors held by %s; next: ".formatted(lost.id()))
                .hasMessageNotContaining("c: ");

        assertThat(guard("a")).isEqualTo(new Guard(LOST, 1, 5, true, Holder.of("alice", "lost1")));
        assertThat(guard("b")).isEqualTo(new Guard(LOST, 1, 5, true, Holder.of("alice", "lost1")));
        assertThat(folder.resolve("homes/mine/take-overs")).isDirectoryNotContaining("glob:**/t-*");
    }

    @Test
    void isNotKeptFromItByWhatBelongsToOtherWorkloads() throws IOException {
        for (String other : List.of("redis.2", "x.redis", "redis-2")) {
            Files.createDirectories(hosts.hosts.state("a").resolve("legs/%s.1.%s.out".formatted(LOST, other)));
            Files.createDirectories(Path.of(hosts.host("a").imageDir()).resolve("%s.1.%s.back".formatted(LOST, other)));
            Files.createDirectories(hosts.hosts.state("a").resolve("held"));
            Files.writeString(hosts.hosts.state("a").resolve("held/" + other), "x\n");
        }

        assertThat(takeOver(guards).freed()).containsExactly("a", "b");
    }

    @Test
    void refusesUnlessTheWorkloadRunsOnExactlyOneHost() {
        hosts.world.copies.get("redis@a").state = State.FROZEN;
        busy(() -> takeOver(guards), "a: redis is FROZEN there");
        hosts.world.start("redis", "a");
        hosts.world.start("redis", "c");
        busy(() -> takeOver(guards), "a, c: redis runs on more than one host");
        hosts.world.copies.clear();
        busy(() -> takeOver(guards), "redis runs on none of them");

        assertThat(guard("a").run()).isEqualTo(LOST);
    }

    @Test
    void refusesWhileAnyHostDoesNotAnswer() {
        TakeOvers silent = new Wrapped(guards, (host, moment) -> {
            if (host.equals("c")) {
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, "connection to c timed out");
            }
        });

        assertThatThrownBy(() -> takeOver(silent))
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.HOST_UNREACHABLE))
                .hasMessageContaining("c: cannot be asked: connection to c timed out; next: restore the connection");

        assertThat(guard("a").run()).isEqualTo(LOST);
    }

    @Test
    void refusesWhenNobodyHoldsAGuardOrNothingIsSaidOfTheWorkloadOrTheReason() {
        guards.release(lost, Leg.End.FROM);
        guards.release(lost, Leg.End.TO);

        assertThatThrownBy(() -> takeOver(guards)).hasMessageContaining("there is nothing to take over");
        assertThatThrownBy(() -> hosts.takeOver("mine", guards)
                        .run(hosts.inventory("redis"), "mysql", REASON, Caller.of("bob", event -> {})))
                .hasMessageContaining("has no workload \"mysql\"");
        assertThatThrownBy(() -> hosts.takeOver("mine", guards)
                        .run(hosts.inventory("redis"), "redis", " ", Caller.of("bob", event -> {})))
                .hasMessageContaining("a reason is required");
    }

    @Test
    void refusesToTakeOverARunOfItsOwnThatCanGoOn() {
        takeOver(guards);
        Surroundings mine = hosts.surroundings("mine", guards);
        Plan plan = hosts.plan("redis");
        mine.store().keep(plan);
        String run = new Relocator(mine)
                .relocate(new Scope(plan.id(), 1), Caller.of("bob", event -> {}))
                .run();
        hosts.world.copies.remove("redis@a");

        busy(() -> takeOver(guards), "belongs to run %s of this very controller".formatted(run));

        assertThat(hosts.takeOver("theirs", guards)
                        .run(hosts.inventory("redis"), "redis", REASON, Caller.of("carol", event -> {}))
                        .epoch())
                .isEqualTo(8);
    }

    @Test
    void leavesAGuardThatHasChangedSinceItWasLookedAt() {
        TakeOvers late = new Wrapped(guards, (host, moment) -> {
            if (host.equals("a") && moment.equals("seize")) {
                guards.take(leg(9), Leg.End.FROM, Holder.of("alice", "lost1"));
            }
        });

        busy(() -> takeOver(late), "has changed since it was looked at");

        assertThat(guard("a")).isEqualTo(new Guard(LOST, 1, 9, true, Holder.of("alice", "lost1")));
        assertThat(guard("b").held()).isTrue();
    }

    @Test
    void keepsTheGuardsWhenTheLostControllerWasAtWorkUntilThenAndFreesThemLater() throws IOException {
        Path leg = hosts.hosts.state("a").resolve("legs").resolve(lost.id());
        TakeOvers late = new Wrapped(guards, (host, moment) -> {
            if (host.equals("a") && moment.equals("seize")) {
                Files.createDirectories(leg);
            }
        });

        busy(() -> takeOver(late), "did not get to its end");

        assertThat(guard("a").run()).startsWith("t-");
        assertThat(guard("a").held()).isTrue();
        busy(() -> guards.take(lost, Leg.End.FROM), "newer epoch");
        Files.delete(leg);
        TakeOver.Result done = takeOver(guards);
        assertThat(done.id()).endsWith("-2");
        assertThat(done.epoch()).isEqualTo(7);
        assertThat(guard("a").held()).isFalse();
        assertThat(guard("b").held()).isFalse();
    }

    @Test
    void goesOnAfterItDiedBetweenTwoHosts() {
        TakeOvers dying = new Wrapped(guards, (host, moment) -> {
            if (host.equals("b") && moment.equals("seize")) {
                throw new EngineFixture.EngineDied();
            }
        });
        assertThatThrownBy(() -> takeOver(dying)).isInstanceOf(EngineFixture.EngineDied.class);
        assertThat(guard("a").run()).startsWith("t-");
        assertThat(guard("b").run()).isEqualTo(LOST);

        TakeOver.Result done = takeOver(guards);

        assertThat(done.epoch()).isEqualTo(7);
        assertThat(guard("a").held()).isFalse();
        assertThat(guard("b").held()).isFalse();
        assertThat(guard("b").epoch()).isEqualTo(7);
    }

    private static String startOf(long pid) throws IOException {
        String stat = Files.readString(Path.of("/proc/%d/stat".formatted(pid)));
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ")[19];
    }

    private static void busy(Runnable attempt, String because) {
        assertThatThrownBy(attempt::run)
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContaining(because);
    }

    /** Something happens right before hosts are asked. */
    private static final class Wrapped implements TakeOvers {
        private final TakeOvers guards;
        private final Before before;

        /** What happens. */
        private interface Before {
            void at(String host, String moment) throws IOException;
        }

        Wrapped(TakeOvers guards, Before before) {
            this.guards = guards;
            this.before = before;
        }

        private void before(Host host, String moment) {
            try {
                before.at(host.name(), moment);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public Optional<Guard> read(Host host, String workload) {
            before(host, "read");
            return guards.read(host, workload);
        }

        @Override
        public List<String> traces(Host host, String workload) {
            before(host, "traces");
            return guards.traces(host, workload);
        }

        @Override
        public void seize(Host host, String workload, Guard seen, Guard next) {
            before(host, "seize");
            guards.seize(host, workload, seen, next);
        }

        @Override
        public void free(Host host, String workload, Guard mine) {
            before(host, "free");
            guards.free(host, workload, mine);
        }
    }
}
