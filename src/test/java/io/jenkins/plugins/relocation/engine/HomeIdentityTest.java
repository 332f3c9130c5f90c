// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Holder;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HomeIdentityTest {
    @TempDir
    Path home;

    @Test
    void staysTheSameForAHomeAndIsAnotherForAnotherHome() {
        HomeIdentity first = new RunStore(home.resolve("one")).identity();

        HomeIdentity again = new RunStore(home.resolve("one")).identity();
        HomeIdentity other = new RunStore(home.resolve("two")).identity();

        assertThat(first.id()).matches("[0-9a-f]{8}").isEqualTo(again.id()).isNotEqualTo(other.id());
        assertThat(first.signer().key().id())
                .isEqualTo(again.signer().key().id())
                .isNotEqualTo(other.signer().key().id());
        assertThat(first.name()).isEqualTo(again.name()).isNotBlank();
    }

    @Test
    void isOneForAllWhoAreFirstAtTheSameMoment() throws IOException {
        RunStore store = new RunStore(home);
        List<CompletableFuture<String>> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add(CompletableFuture.supplyAsync(() -> HomeIdentity.of(home).id()));
        }

        assertThat(all.stream().map(CompletableFuture::join))
                .containsOnly(store.identity().id());
        try (Stream<Path> left = Files.list(home)) {
            assertThat(left.map(Path::getFileName).map(Path::toString))
                    .containsExactlyInAnyOrder("identity", "plans", "runs");
        }
    }

    @Test
    void keepsItsPrivateKeyFromOthers() throws IOException {
        new RunStore(home).identity();

        for (String file : List.of("signing-key.pem", "signing-key.pub.pem", "controller.json")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(
                            home.resolve("identity").resolve(file))))
                    .isEqualTo("rw-------");
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("identity"))))
                .isEqualTo("rwx------");
    }

    @Test
    void refusesAnIdentityThatIsDamagedAndShowsNothingOfItsKey() throws IOException {
        new RunStore(home).identity();
        Path key = home.resolve("identity/signing-key.pem");
        String secret = Files.readAllLines(key).get(1);
        Files.writeString(key, Files.readString(key).replace(secret, secret.substring(1)));

        assertThatThrownBy(() -> new RunStore(home).identity())
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DAMAGED))
                .hasMessageContaining(home.resolve("identity").toString())
                .hasMessageNotContaining(secret.substring(1));
    }

    @Test
    void usesTheNameThatSomebodyHasWrittenAsFarAsItCanStandInAGuard() throws IOException {
        new RunStore(home).identity();
        Path about = home.resolve("identity/controller.json");
        Files.writeString(
                about,
                Files.readString(about).replaceFirst("\"name\" : \"[^\"]*\"", "\"name\" : \"ops;\\\\u0007 über\""));

        assertThat(new RunStore(home).identity().name()).isEqualTo("ops__ _ber");
    }

    @Test
    void namesHoldersInABoundedWay() {
        assertThat(Holder.of("evacuate #12", "ops1.example.org").words()).isEqualTo("evacuate #12@ops1.example.org");
        assertThat(Holder.of("a".repeat(300), "ops1").words()).hasSize(100).endsWith("a@ops1");
        assertThat(Holder.of("x\nstate=free", "y").words()).isEqualTo("x_state_free@y");
        assertThat(new Holder("  ").of()).isEmpty();
    }
}
