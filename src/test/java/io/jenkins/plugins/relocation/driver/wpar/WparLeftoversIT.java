// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.host.HostLeftovers;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers;
import io.jenkins.plugins.relocation.spi.Leg;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What moves of partitions leave, as the janitor sees it. */
class WparLeftoversIT extends OnAixBed {
    private Leftovers leftovers;
    private Leg leg;

    @BeforeEach
    void addAPartition() {
        bed.withSystem();
        leftovers = new HostLeftovers(bed.access);
        leg = bed.live();
    }

    @Test
    void findsNothingWhereNothingIs() {
        assertThat(leftovers.look(bed.host("aix1"))).isEmpty();
    }

    @Test
    void findsLegsAndGuardsAndRemovesThem() {
        bed.upToPrepare(leg);

        List<Leftover> found = leftovers.look(leg.to());
        assertThat(found).extracting(Leftover::kind).containsExactly(Kind.LEG, Kind.GUARD);
        assertThat(found.get(0).run()).isEqualTo("run");
        assertThat(found.get(0).workload()).isEqualTo(AixBed.WPAR);
        assertThat(found.get(0).epoch()).isEqualTo(3);
        assertThat(leftovers.look(leg.from()).get(0).is(Trait.ORIGINAL)).isTrue();
        leftovers.remove(leg.to(), found.get(0), Leftovers.Reason.NAMED);
        // The guard is another one now: no leg refers to it any more.
        assertThatThrownBy(() -> leftovers.remove(leg.to(), found.get(1), Leftovers.Reason.NAMED))
                .hasMessageContaining("no longer what it was");
        leftovers.remove(leg.to(), leftovers.look(leg.to()).get(0), Leftovers.Reason.NAMED);

        assertThat(leftovers.look(leg.to())).isEmpty();
        assertThat(bed.target().names()).isEmpty();
    }

    @Test
    void removesAnImageThatNoHostHasALegFor() throws IOException {
        bed.upToPrepare(leg);
        try (Stream<Path> files = Files.walk(bed.site.host("aix2").stateDir().resolve("legs"))) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(path -> path.toFile().delete());
        }
        Leftover image = found(leg.to(), Kind.IMAGE);

        assertThat(image.is(Trait.REFERENCED)).isTrue();
        assertThatThrownBy(() -> leftovers.remove(leg.to(), image, Leftovers.Reason.SETTLED))
                .hasMessageContaining("host aix1 has a leg");
        leftovers.remove(leg.from(), found(leg.from(), Kind.LEG), Leftovers.Reason.SETTLED);

        assertThat(leftovers.look(leg.to())).extracting(Leftover::kind).doesNotContain(Kind.IMAGE);
    }

    @Test
    void keepsAnImageThatMayBeTheOnlyCopy() throws IOException {
        Path image = Files.createDirectories(bed.site.shared().resolve(leg.id()));
        Files.writeString(image.resolve("manifest"), "12 ./billing.state\n");
        Leftover found = found(leg.to(), Kind.IMAGE);

        assertThat(found.is(Trait.IMAGE)).isTrue();
        assertThatThrownBy(() -> leftovers.remove(leg.to(), found, Leftovers.Reason.SETTLED))
                .hasMessageContaining("may be the only copy");
        leftovers.remove(leg.to(), found, Leftovers.Reason.PROVEN);

        assertThat(leftovers.look(leg.to())).isEmpty();
    }

    @Test
    void removesTheDefinitionOfASourceThatRunsElsewhere() {
        bed.upToResume(leg);
        bed.site.host("aix1").powerOff();
        bed.site.host("aix1").boot();

        leftovers.remove(leg.from(), found(leg.from(), Kind.LEG), Leftovers.Reason.PROVEN);

        assertThat(bed.source().names()).isEmpty();
        assertThat(bed.target().names()).containsExactly(AixBed.WPAR);
    }

    private Leftover found(Host host, Kind kind) {
        return leftovers.look(host).stream()
                .filter(each -> each.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void neverTouchesAPausedPartition() {
        bed.upToFreeze(leg);

        Leftover held = leftovers.look(leg.from()).get(0);

        assertThat(held.traits()).contains(Trait.FROZEN, Trait.IMAGE);
        assertThatThrownBy(() -> leftovers.remove(leg.from(), held, Leftovers.Reason.NAMED))
                .hasMessageContaining("is paused");
        assertThat(bed.driver.observe(leg, Leg.End.FROM)).hasToString("FROZEN");
    }
}
