// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.engine.JanitorFinding.Outcome;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.Scope;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JanitorTest {
    private static final List<Host> HOSTS = List.of(EngineFixture.A, EngineFixture.B);
    private static final JanitorRequest ALL = new JanitorRequest(Set.of(), Duration.ZERO);
    private static final String FOREIGN = "r-ffffffffffff-1";

    @TempDir
    private Path home;

    private EngineFixture fixture;
    private Plan plan;
    private final FakeLeftovers hosts = new FakeLeftovers();

    @BeforeEach
    void makePlan() {
        fixture = new EngineFixture(home);
        plan = fixture.evacuation();
    }

    @Test
    void leavesAnOpenRunAloneAndCleansItWhenItIsSettled() {
        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());
        hosts.put("a", found(Kind.KEY, run()), found(Kind.LEG, run(), Trait.FROZEN));
        assertThat(clean(ALL).findings())
                .hasSize(2)
                .allMatch(each -> each.standing().equals("open") && each.outcome() == Outcome.LEFT);

        fixture.relocator().verify(new Scope(plan.id(), 0), fixture.caller());

        assertThat(clean(ALL).findings())
                .hasSize(2)
                .allMatch(each -> each.standing().equals("settled") && each.outcome() == Outcome.GONE)
                .allMatch(each -> each.why().contains("redis is COMMITTED, at home on b"))
                .allMatch(each -> each.does().startsWith("would remove"));
        assertThat(hosts.reasons).containsExactly("KEY SETTLED", "LEG PROVEN");
        assertThat(hosts.look(EngineFixture.A)).isEmpty();
    }

    @Test
    void lookingChangesNothing() {
        commit();
        hosts.put("a", found(Kind.KEY, run()));

        JanitorReport report = new Janitor(fixture.surroundings(), hosts).look(HOSTS, ALL);

        assertThat(report.findings()).singleElement().satisfies(each -> {
            assertThat(each.removable()).isTrue();
            assertThat(each.outcome()).isEqualTo(Outcome.LEFT);
        });
        assertThat(hosts.reasons).isEmpty();
    }

    @Test
    void keepsTheOnlyCopyAndAllThatBelongsToItWhenTheWorkloadIsSeenNowhere() {
        commit();
        fixture.world.unreachable.add("b");
        hosts.put("a", found(Kind.LEG, run(), Trait.IMAGE), found(Kind.DROP_IN, run()), found(Kind.GUARD, run()));
        hosts.put("b", found(Kind.KEY, run()));

        JanitorReport report = clean(ALL);

        assertThat(report.findings().stream().filter(each -> each.host().equals("a")))
                .hasSize(3)
                .allMatch(each -> each.outcome() == Outcome.LEFT && each.why().contains("only copy of redis"));
        assertThat(hosts.reasons).containsExactly("KEY SETTLED");
    }

    @Test
    void knowsWhereAWorkloadIsThatWasPutBack() {
        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());
        fixture.relocator().rollback(RollbackParameters.all(plan.id()), fixture.caller());
        hosts.put("b", found(Kind.LEG, run(), Trait.IMAGE, Trait.STAGED), found(Kind.DROP_IN, run()));

        JanitorReport report = clean(ALL);

        assertThat(report.findings()).allMatch(each -> each.why().contains("redis is ROLLED_BACK, at home on a"));
        assertThat(hosts.reasons).containsExactly("LEG PROVEN", "DROP_IN SETTLED");
    }

    @Test
    void removesWhatAnUnknownRunLeftOnlyWhenItIsNamedAndNothingOfItIsHeld() {
        hosts.put("a", found(Kind.LEG, FOREIGN), found(Kind.GUARD, FOREIGN));
        hosts.put("b", found(Kind.LEG, FOREIGN, Trait.COPY));
        JanitorRequest named = new JanitorRequest(Set.of(FOREIGN), Duration.ZERO);

        assertThat(clean(ALL).findings()).hasSize(3).allMatch(each -> each.why().contains("--run " + FOREIGN));
        assertThat(clean(named).findings())
                .hasSize(3)
                .allMatch(each -> each.why().contains("host b shows something of it") && !each.removable());
        assertThat(hosts.reasons).isEmpty();

        hosts.put("b", found(Kind.LEG, FOREIGN));
        assertThat(clean(named).findings()).hasSize(3).allMatch(each -> each.outcome() == Outcome.GONE);
        assertThat(hosts.reasons).containsExactly("GUARD NAMED", "LEG NAMED", "LEG NAMED");
    }

    @Test
    void touchesNothingOfARunWhoseJournalIsDamaged() throws IOException {
        commit();
        Path journal = home.resolve("runs/%s/journal.jsonl".formatted(run()));
        Files.writeString(journal, Files.readString(journal).replaceFirst("redis", "other"));
        hosts.put("a", found(Kind.KEY, run()));

        assertThat(clean(new JanitorRequest(Set.of(run()), Duration.ZERO)).findings())
                .singleElement()
                .satisfies(each -> {
                    assertThat(each.standing()).isEqualTo("damaged");
                    assertThat(each.removable()).isFalse();
                });
    }

    @Test
    void touchesNothingOfARunThatIsJustBeginning() throws IOException {
        Path folder = Files.createDirectories(home.resolve("runs/" + FOREIGN));
        hosts.put("a", found(Kind.KEY, FOREIGN));
        JanitorRequest named = new JanitorRequest(Set.of(FOREIGN), Duration.ZERO);

        assertThat(clean(named).findings()).noneMatch(JanitorFinding::removable);
        Files.writeString(folder.resolve("journal.jsonl"), "", StandardOpenOption.CREATE);
        assertThat(clean(named).findings()).noneMatch(JanitorFinding::removable);
    }

    @Test
    void touchesNothingOfAWorkloadThatTheRunDidNotMove() {
        commit();
        hosts.put("a", new Leftover(Kind.KEY, "x", run(), 1, "web", 1, Duration.ZERO, 0, Set.of(), ""));

        assertThat(clean(ALL).findings()).singleElement().satisfies(each -> assertThat(each.why())
                .contains("moves no workload web"));
        assertThat(hosts.reasons).isEmpty();
    }

    @Test
    void saysWhatCouldNotBeRemoved() {
        commit();
        hosts.put("a", found(Kind.KEY, run()), found(Kind.GUARD, run()));
        hosts.refusing.add(Kind.KEY);

        JanitorReport report = clean(ALL);

        assertThat(report.failed()).singleElement().satisfies(each -> {
            assertThat(each.leftover().kind()).isEqualTo(Kind.KEY);
            assertThat(each.said()).contains("disk is full");
        });
        assertThat(hosts.reasons).containsExactly("KEY SETTLED", "GUARD SETTLED");
    }

    @Test
    void believesTheSecondLookAndNotTheRemoval() {
        commit();
        hosts.put("a", found(Kind.KEY, run()));
        hosts.pretending.add(Kind.KEY);

        assertThat(clean(ALL).failed()).singleElement().satisfies(each -> assertThat(each.said())
                .contains("still shows it"));
    }

    @Test
    void removesInTheNextRoundWhatTheFirstOneSetFree() {
        commit();
        Leftover script =
                new Leftover(Kind.SCRIPT, "old", "", 0, "", 0, Duration.ZERO, 0, Set.of(Trait.REFERENCED), "");
        hosts.put("a", found(Kind.LEG, run()), script);
        hosts.freedByLeg = new Leftover(Kind.SCRIPT, "old", "", 0, "", 0, Duration.ZERO, 0, Set.of(), "");

        assertThat(clean(ALL).findings()).hasSize(2).allMatch(each -> each.outcome() == Outcome.GONE);
    }

    @Test
    void leavesASilentHostOutAndSaysSo() {
        commit();
        hosts.put("b", found(Kind.KEY, run()));
        hosts.silent.add("a");

        JanitorReport report = clean(ALL);

        assertThat(report.silent()).containsOnlyKeys("a");
        assertThat(report.silent().get("a")).contains("does not answer");
        assertThat(report.findings()).singleElement().satisfies(each -> assertThat(each.outcome())
                .isEqualTo(Outcome.GONE));
    }

    private void commit() {
        fixture.relocator().relocate(new Scope(plan.id(), 0), fixture.caller());
        fixture.relocator().verify(new Scope(plan.id(), 0), fixture.caller());
        assertThat(fixture.relocator().runs().status(run()).moves()).allMatch(move -> move.phase() == Phase.COMMITTED);
    }

    private JanitorReport clean(JanitorRequest request) {
        return new Janitor(fixture.surroundings(), hosts).clean(HOSTS, request);
    }

    private String run() {
        return fixture.relocator().runs().latest(plan.id()).orElseThrow();
    }

    private static Leftover found(Kind kind, String run, Trait... traits) {
        return new Leftover(kind, kind + " of " + run, run, 1, "redis", 1, Duration.ofHours(1), 0, Set.of(traits), "");
    }

    /** Hosts that hold what a test puts there. */
    private static final class FakeLeftovers implements Leftovers {
        private final Map<String, List<Leftover>> here = new HashMap<>();
        private final List<String> reasons = new ArrayList<>();
        private final Set<Kind> refusing = new HashSet<>();
        private final Set<Kind> pretending = new HashSet<>();
        private final Set<String> silent = new HashSet<>();
        private Leftover freedByLeg;

        void put(String host, Leftover... all) {
            here.put(host, new ArrayList<>(List.of(all)));
        }

        @Override
        public List<Leftover> look(Host host) {
            if (silent.contains(host.name())) {
                throw new RelocationException(ErrorCode.HOST_UNREACHABLE, host.name() + " does not answer");
            }
            return List.copyOf(here.getOrDefault(host.name(), List.of()));
        }

        @Override
        public void remove(Host host, Leftover leftover, Reason reason) {
            reasons.add(leftover.kind() + " " + reason);
            if (refusing.contains(leftover.kind())) {
                throw new RelocationException(ErrorCode.HOST_FAILED, "the disk is full");
            }
            if (!pretending.contains(leftover.kind())) {
                here.get(host.name()).remove(leftover);
            }
            if (leftover.kind() == Kind.LEG && freedByLeg != null) {
                here.get(host.name()).replaceAll(each -> each.kind() == Kind.SCRIPT ? freedByLeg : each);
            }
        }

        @Override
        public String describe(Host host, Leftover leftover, Reason reason) {
            return "would remove " + leftover.name();
        }
    }
}
