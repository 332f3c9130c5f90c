// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.jenkins.plugins.relocation.engine.JanitorRules.Context;
import io.jenkins.plugins.relocation.engine.JanitorRules.Verdict;
import io.jenkins.plugins.relocation.engine.Standing.Knowledge;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Phase;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers.Reason;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JanitorRulesTest {
    private static final String RUN = "r-0123456789ab-1";
    private static final Host A = EngineFixture.host("a");
    private static final Host B = EngineFixture.host("b");

    private final JanitorRules rules = new JanitorRules(new JanitorRequest(Set.of(), Duration.ZERO));
    private final JanitorRules named = new JanitorRules(new JanitorRequest(Set.of(RUN), Duration.ZERO));

    /** What was found on host a, of a run that moved from a to b; who was seen to run it; what may be done. */
    static Stream<Arguments> settled() {
        return Stream.of(
                // Committed: b is home.
                arguments(Kind.LEG, Set.of(), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.LEG, Set.of(Trait.AT_WORK), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.LEG, Set.of(Trait.POINT), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.LEG, Set.of(Trait.FROZEN), Phase.COMMITTED, null, null),
                arguments(Kind.LEG, Set.of(Trait.FROZEN), Phase.COMMITTED, A, null),
                arguments(Kind.LEG, Set.of(Trait.FROZEN), Phase.COMMITTED, B, Reason.PROVEN),
                arguments(Kind.LEG, Set.of(Trait.IMAGE), Phase.COMMITTED, null, null),
                arguments(Kind.LEG, Set.of(Trait.IMAGE), Phase.COMMITTED, B, Reason.PROVEN),
                arguments(Kind.LEG, Set.of(Trait.STAGED), Phase.COMMITTED, null, null),
                arguments(Kind.LEG, Set.of(Trait.STAGED, Trait.AT_WORK), Phase.COMMITTED, B, Reason.PROVEN),
                arguments(Kind.LEG, Set.of(Trait.ORIGINAL), Phase.COMMITTED, null, null),
                arguments(Kind.LEG, Set.of(Trait.COPY), Phase.COMMITTED, null, null),
                arguments(Kind.DROP_IN, Set.of(), Phase.COMMITTED, null, Reason.DISABLE),
                arguments(Kind.IMAGE, Set.of(), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.IMAGE, Set.of(Trait.IMAGE), Phase.COMMITTED, null, null),
                arguments(Kind.IMAGE, Set.of(Trait.IMAGE), Phase.COMMITTED, B, Reason.PROVEN),
                arguments(Kind.PROCESS, Set.of(Trait.AT_WORK), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.PROCESS, Set.of(Trait.STAGED), Phase.COMMITTED, null, null),
                arguments(Kind.CGROUP, Set.of(Trait.EMPTY), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.CGROUP, Set.of(Trait.EMPTY, Trait.FROZEN), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.CGROUP, Set.of(Trait.FROZEN), Phase.COMMITTED, B, null),
                arguments(Kind.KEY, Set.of(), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.GUARD, Set.of(), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.HELD, Set.of(Trait.REFERENCED), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.NFT, Set.of(), Phase.COMMITTED, null, Reason.SETTLED),
                arguments(Kind.CRIU_LOCK, Set.of(), Phase.COMMITTED, null, Reason.SETTLED),
                // Rolled back: a is home.
                arguments(Kind.LEG, Set.of(Trait.ORIGINAL), Phase.ROLLED_BACK, null, Reason.SETTLED),
                arguments(Kind.LEG, Set.of(Trait.COPY), Phase.ROLLED_BACK, null, Reason.SETTLED),
                arguments(Kind.LEG, Set.of(Trait.FROZEN), Phase.ROLLED_BACK, null, null),
                arguments(Kind.LEG, Set.of(Trait.IMAGE), Phase.ROLLED_BACK, A, Reason.PROVEN),
                arguments(Kind.DROP_IN, Set.of(), Phase.ROLLED_BACK, null, Reason.SETTLED),
                arguments(Kind.LEG, Set.of(Trait.UNDO), Phase.ROLLED_BACK, null, Reason.SETTLED),
                arguments(Kind.LEG, Set.of(Trait.UNDO, Trait.OVERTAKEN), Phase.ROLLED_BACK, null, null),
                arguments(Kind.LEG, Set.of(Trait.UNDO, Trait.IN_USE), Phase.ROLLED_BACK, null, null),
                arguments(Kind.LEG, Set.of(Trait.IMAGE, Trait.UNDO, Trait.IN_USE), Phase.ROLLED_BACK, A, null));
    }

    @ParameterizedTest
    @MethodSource("settled")
    void judgesWhatSettledRunsLeft(Kind kind, Set<Trait> traits, Phase phase, Host on, Reason expected) {
        Context context = new Context(
                Optional.of(standing(Knowledge.SETTLED, phase)),
                () -> Optional.ofNullable(on),
                Optional.empty(),
                "host b shows something");

        Verdict verdict = rules.judge(A, found(kind, traits), context);

        assertThat(verdict.reason()).isEqualTo(Optional.ofNullable(expected));
        assertThat(verdict.why()).isNotBlank();
    }

    static Stream<Arguments> ofNoRun() {
        return Stream.of(
                arguments(Kind.LINK, Set.of(), Duration.ofMinutes(1), false),
                arguments(Kind.LINK, Set.of(), Duration.ofHours(1), true),
                arguments(Kind.KEY, Set.of(), Duration.ofMinutes(1), false),
                arguments(Kind.KEY, Set.of(), Duration.ofHours(1), true),
                arguments(Kind.SCRIPT, Set.of(), Duration.ZERO, true),
                arguments(Kind.SCRIPT, Set.of(Trait.REFERENCED), Duration.ofDays(9), false),
                arguments(Kind.SCRIPT, Set.of(Trait.HALF), Duration.ZERO, false),
                arguments(Kind.SCRIPT, Set.of(Trait.HALF), Duration.ofDays(1), true),
                arguments(Kind.LOCK, Set.of(), Duration.ZERO, true),
                arguments(Kind.CRIU_LOCK, Set.of(Trait.UNTOLD), Duration.ofDays(9), false));
    }

    @ParameterizedTest
    @MethodSource("ofNoRun")
    void judgesWhatBelongsToNoRun(Kind kind, Set<Trait> traits, Duration age, boolean removable) {
        Leftover found = new Leftover(kind, "x", "", 0, "", 0, age, 0, traits, "");

        Verdict verdict = named.judge(A, found, new Context(Optional.empty(), Optional::empty, Optional.empty(), ""));

        assertThat(verdict.reason()).isEqualTo(removable ? Optional.of(Reason.ANY) : Optional.empty());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void touchesNothingOfAnOpenOrUnreadableRun(Kind kind) {
        for (Knowledge knowledge : List.of(Knowledge.OPEN, Knowledge.DAMAGED)) {
            Context context = new Context(
                    Optional.of(Standing.of(RUN, knowledge, "torn")), () -> Optional.of(B), Optional.empty(), "");

            for (Trait trait : EnumSet.allOf(Trait.class)) {
                assertThat(named.judge(A, found(kind, Set.of(trait)), context).removable())
                        .isFalse();
            }
            Verdict verdict = named.judge(A, found(kind, Set.of()), context);
            assertThat(verdict.removable()).isFalse();
            assertThat(verdict.why()).contains(RUN, knowledge == Knowledge.OPEN ? "relocation recover " + RUN : "torn");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void touchesNothingOfAnUnknownRunThatNobodyNamed(Kind kind) {
        Verdict verdict = rules.judge(A, found(kind, Set.of(Trait.ACTIVE, Trait.EMPTY)), unknown(""));

        assertThat(verdict.removable()).isFalse();
        assertThat(verdict.why()).contains(RUN, "another controller", "--run");
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void removesWhatANamedRunLeftOnlyWhenNothingOfItIsHeldAnywhere(Kind kind) {
        Leftover found = found(kind, Set.of(Trait.ACTIVE, Trait.EMPTY));

        assertThat(named.judge(A, found, unknown("")).reason()).contains(Reason.NAMED);
        assertThat(named.judge(A, found, unknown("host b shows something of it"))
                        .why())
                .contains("host b shows something of it");
        assertThat(named.judge(A, found, unknown("host b shows something of it"))
                        .removable())
                .isFalse();
    }

    static Stream<Arguments> ofNamedRuns() {
        return Stream.of(
                arguments(Kind.DROP_IN, Set.of(), null),
                arguments(Kind.DROP_IN, Set.of(Trait.ACTIVE), Reason.NAMED),
                arguments(Kind.HELD, Set.of(), Reason.NAMED),
                arguments(Kind.HELD, Set.of(Trait.REFERENCED), null),
                arguments(Kind.LEG, Set.of(Trait.UNDO), Reason.NAMED),
                arguments(Kind.LEG, Set.of(Trait.UNDO, Trait.OVERTAKEN), null),
                arguments(Kind.LEG, Set.of(Trait.UNDO, Trait.IN_USE), null),
                arguments(Kind.CGROUP, Set.of(Trait.FROZEN), null));
    }

    @ParameterizedTest
    @MethodSource("ofNamedRuns")
    void judgesWhatNamedRunsLeft(Kind kind, Set<Trait> traits, Reason expected) {
        assertThat(named.judge(A, found(kind, traits), unknown("")).reason()).isEqualTo(Optional.ofNullable(expected));
    }

    @Test
    void knowsWhatMayBeTheOnlyCopyAndWhatSomebodyMayBeAboutToGoOnWith() {
        for (Trait trait : List.of(Trait.FROZEN, Trait.STAGED, Trait.IMAGE)) {
            assertThat(JanitorRules.isPrecious(found(Kind.LEG, Set.of(trait)))).isTrue();
            assertThat(JanitorRules.isBusy(found(Kind.LEG, Set.of(trait)))).isTrue();
        }
        for (Trait trait : List.of(Trait.AT_WORK, Trait.COPY, Trait.POINT)) {
            assertThat(JanitorRules.isPrecious(found(Kind.LEG, Set.of(trait)))).isFalse();
            assertThat(JanitorRules.isBusy(found(Kind.LEG, Set.of(trait)))).isTrue();
        }
        assertThat(JanitorRules.isBusy(found(Kind.LEG, Set.of(Trait.ORIGINAL)))).isFalse();
        assertThat(JanitorRules.isBusy(found(Kind.LEG, Set.of(Trait.ORIGINAL, Trait.POINT))))
                .isFalse();
        assertThat(JanitorRules.isBusy(found(Kind.KEY, Set.of()))).isFalse();
    }

    @Test
    void leavesWhatBelongsToTheOnlyCopy() {
        Context context = new Context(
                Optional.of(standing(Knowledge.SETTLED, Phase.COMMITTED)),
                Optional::empty,
                Optional.of("leg x, which is frozen"),
                "");

        for (Kind kind : List.of(Kind.GUARD, Kind.DROP_IN, Kind.HELD, Kind.CRIU_LOCK, Kind.KEY)) {
            Verdict verdict = rules.judge(A, found(kind, Set.of()), context);
            assertThat(verdict.removable()).isFalse();
            assertThat(verdict.why()).contains("only copy of app", "leg x, which is frozen");
        }
    }

    @Test
    void keepsImagesAsLongAsItIsAskedTo() {
        JanitorRules keeping = new JanitorRules(new JanitorRequest(Set.of(), Duration.ofDays(7)));
        Context context = new Context(
                Optional.of(standing(Knowledge.SETTLED, Phase.COMMITTED)), () -> Optional.of(B), Optional.empty(), "");

        for (Kind kind : List.of(Kind.LEG, Kind.IMAGE)) {
            Verdict young = keeping.judge(A, found(kind, Set.of(Trait.IMAGE), Duration.ofDays(6)), context);
            assertThat(young.removable()).isFalse();
            assertThat(young.why()).contains("168 h");
            assertThat(keeping.judge(A, found(kind, Set.of(Trait.IMAGE), Duration.ofDays(7)), context)
                            .reason())
                    .contains(Reason.PROVEN);
        }
        assertThat(keeping.judge(A, found(Kind.KEY, Set.of(), Duration.ZERO), context)
                        .removable())
                .isTrue();
    }

    private static Context unknown(String busy) {
        return new Context(
                Optional.of(Standing.of(RUN, Knowledge.UNKNOWN, "")), Optional::empty, Optional.empty(), busy);
    }

    private static Standing standing(Knowledge knowledge, Phase phase) {
        return new Standing(RUN, knowledge, "", Optional.of(phase), Optional.of(A), Optional.of(B));
    }

    private static Leftover found(Kind kind, Set<Trait> traits) {
        return found(kind, traits, Duration.ofHours(1));
    }

    private static Leftover found(Kind kind, Set<Trait> traits, Duration age) {
        return new Leftover(kind, "x", RUN, 1, "app", 3, age, 4096, traits, "");
    }
}
