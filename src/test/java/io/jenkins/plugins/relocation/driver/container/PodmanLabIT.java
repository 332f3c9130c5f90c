// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.spi.Command;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Observation.State;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** Real moves of containers of Podman, where the laboratory has it. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class PodmanLabIT extends ContainerLabTest {
    private static final Map<String, Object> REDIS = Map.of(
            "runtime",
            "podman",
            "name",
            "redis1",
            "data",
            List.of("/var/lib/containers/storage/volumes/redis-data/_data"));

    @TempDir
    private Path directory;

    @BeforeEach
    void startPodman() throws IOException {
        assumeFalse(
                script(a, "has_podman").equals("none"),
                "the laboratory's hosts have no Podman: set RELOCATION_LAB_PACKAGES=\"podman conmon netavark\"");
        for (Host host : List.of(a, b)) {
            script(host, "podman_up");
        }
        script(a, "podman_image");
        carryImage();
        script(a, "network");
    }

    @AfterEach
    void stopPodman() {
        for (Host host : List.of(a, b)) {
            script(host, "podman_down");
        }
    }

    /** An image has the same id on both hosts only when it is the same one. */
    private void carryImage() throws IOException {
        Path archive = directory.resolve("image.tar");
        try (OutputStream out = Files.newOutputStream(archive)) {
            lab.shell(a).stream(
                            Command.root("podman", "save", "--quiet", "--format", "oci-archive", "redis-lab"),
                            InputStream.nullInputStream(),
                            out)
                    .orThrow("saving the image");
        }
        try (InputStream in = Files.newInputStream(archive)) {
            lab.shell(b).stream(Command.root("podman", "load", "--quiet"), in, OutputStream.nullOutputStream())
                    .orThrow("loading the image");
        }
    }

    private void start(String... options) {
        List<String> words = new ArrayList<>(
                List.of("podman_start", "20000", "--network", "ns:/run/netns/ctr1", "-v", "redis-data:/data"));
        words.addAll(List.of(options));
        script(a, words.toArray(String[]::new));
    }

    @Override
    protected String fixture() {
        return text("/lab/workloads/redis-container.sh") + text("/lab/podman.sh") + text("/lab/containers.sh");
    }

    @Override
    protected void assertNothingLeft() {
        super.assertNothingLeft();
        for (Host host : List.of(a, b)) {
            assertThat(script(host, "podman_leftovers"))
                    .as("left on " + host.name())
                    .isEmpty();
        }
    }

    @Test
    void movesWithItsConnectionsItsLayerAndItsRestartPolicy() throws Exception {
        start("--restart=always");
        lab.sh(a, "podman exec redis1 sh -c 'rm /etc/removed; mkdir /made; echo new >/made/file; echo x >/dev/shm/x'");
        Leg leg = leg(driver.discover(a).stream()
                .filter(found -> found.settings().get("runtime").equals("podman"))
                .map(found -> REDIS)
                .findFirst()
                .orElseThrow());
        take(leg);
        requirePassed(driver.precheck(leg));
        try (CountingClient client = client()) {
            pause(300);
            forward(leg);
            assertThat(lab.sh(a, "podman inspect redis1 --format {{.HostConfig.RestartPolicy.Name}}"))
                    .isEqualTo("no");
            pause(500);
            assertNothingLost("podman forward", client);
        }
        commit(leg);

        assertThat(lab.sh(a, "podman ps --all --quiet")).isEmpty();
        assertThat(
                        lab.sh(
                                b,
                                "podman inspect redis1 --format '{{.State.Status}} {{.HostConfig.RestartPolicy.Name}}'; "
                                        + "podman exec redis1 sh -c 'cat /made/file /dev/shm/x; ls /etc/removed 2>&1; true'; podman volume ls -q"))
                .isEqualTo("running always\nnew\nx\nls: /etc/removed: No such file or directory\nredis-data");
        lab.sh(a, "podman volume rm redis-data");
        assertNothingLeft();
        lab.sh(b, "redis-cli -h %s shutdown nosave; sleep 1".formatted(ADDRESS));
        assertThat(lab.sh(
                        b, "for i in $(seq 50); do redis-cli -h %s ping && break; sleep 0.1; done".formatted(ADDRESS)))
                .endsWith("PONG");
    }

    @Test
    void continuesOnTheSourceWhenTheRestoreFails() throws Exception {
        start("--restart=on-failure:3");
        Leg leg = leg(REDIS);
        take(leg);
        try (CountingClient client = client()) {
            pause(300);
            driver.prepare(leg, Progress.NONE);
            lab.sh(b, "podman rmi --force redis-lab");

            assertThatThrownBy(() -> driver.freeze(leg, Progress.NONE))
                    .isInstanceOf(RelocationException.class)
                    .hasMessageContaining("the image with the id");
            expect(leg, State.RUNNING, State.ABSENT);
            assertThat(driver.revoke(leg)).isTrue();
            driver.discard(leg, Leg.End.TO);
            driver.thaw(leg);
            expect(leg, State.RUNNING, State.ABSENT);

            pause(500);
            assertNothingLost("podman rollback", client);
        }
        settleAtHome(leg);
        assertThat(
                        lab.sh(
                                a,
                                "podman inspect redis1 --format '{{.State.Status}} {{.HostConfig.RestartPolicy}}'; podman exec redis1 sh -c 'echo there'"))
                .isEqualTo("running {on-failure 3}\nthere");
        assertNothingLeft();
    }

    @Test
    void returnsLiveWithWhatHappenedOnTheTarget() throws Exception {
        start("--restart=always");
        Leg leg = leg(REDIS);
        Leg back = leg.reversed();
        take(leg);
        try (CountingClient client = client()) {
            pause(300);
            forward(leg);
            lab.sh(b, "podman exec redis1 sh -c 'echo there >/written; rm /etc/removed'");

            driver.freeze(back, Progress.NONE);
            driver.discard(back, Leg.End.TO);
            driver.restore(back, Progress.NONE);
            expect(back, State.FROZEN, State.STAGED);
            driver.resume(back);
            expect(back, State.FROZEN, State.RUNNING);

            pause(500);
            assertNothingLost("podman live return (there and back)", client);
        }
        driver.discard(back, Leg.End.FROM);
        settleAtHome(leg);
        assertThat(
                        lab.sh(
                                a,
                                "podman inspect redis1 --format '{{.State.Status}} {{.HostConfig.RestartPolicy.Name}}'; podman exec redis1 sh -c 'cat /written; ls /etc/removed 2>&1; true'"))
                .isEqualTo("running always\nthere\nls: /etc/removed: No such file or directory");
        assertThat(lab.sh(b, "podman ps --all --quiet")).isEmpty();
        assertNothingLeft();
    }

    @Test
    void refusesWhatPodmanCouldNotRestore() {
        start("--rm");
        lab.sh(b, "podman rmi --force redis-lab");

        assertThat(driver.precheck(leg(Map.of("runtime", "podman", "name", "redis1"))))
                .anySatisfy(finding -> refuses(finding, "podman.container", "--rm"))
                .anySatisfy(finding -> refuses(finding, "podman.image", "redis-lab"))
                .anySatisfy(finding -> refuses(finding, "volumes", "redis-data"));
    }

    private static void refuses(Finding finding, String check, String message) {
        assertThat(finding.check()).isEqualTo(check);
        assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
        assertThat(finding.message()).contains(message);
        assertThat(finding.remedy()).isNotEmpty();
    }
}
