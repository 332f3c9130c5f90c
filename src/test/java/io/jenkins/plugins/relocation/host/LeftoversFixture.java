// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A host with leftovers on disk, and what tests of the janitor's part of the host script share. */
abstract class LeftoversFixture {
    static final String OUT = "r-1.1.app.out";
    static final String BACK = "r-1.1.app.back";

    @TempDir
    Path dir;

    LeftoversOnDisk disk;
    HostLeftovers leftovers;
    Host host;

    @BeforeEach
    void prepare() throws IOException {
        disk = new LeftoversOnDisk(dir);
        use(List.of("/bin/sh"));
    }

    @AfterEach
    void endProcesses() {
        disk.close();
    }

    void use(List<String> shell) {
        LocalHosts hosts = new LocalHosts(dir, shell);
        leftovers = new HostLeftovers(hosts);
        host = hosts.host("a");
    }

    /** Control groups are not played: those of other laboratories on this machine show here. */
    List<Leftover> look() {
        return leftovers.look(host).stream()
                .filter(each -> each.kind() != Kind.CGROUP)
                .toList();
    }

    List<Leftover> all(Kind kind) {
        return look().stream().filter(each -> each.kind() == kind).toList();
    }

    Leftover one(Kind kind) {
        List<Leftover> found = all(kind);
        assertThat(found).hasSize(1);
        return found.get(0);
    }

    Leftover leg(String id) {
        return all(Kind.LEG).stream()
                .filter(each -> each.name().equals(id))
                .findFirst()
                .orElseThrow();
    }

    static void refused(ThrowingCallable removing, String... texts) {
        assertThatThrownBy(removing)
                .isInstanceOfSatisfying(
                        RelocationException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BUSY))
                .hasMessageContainingAll(texts);
    }
}
