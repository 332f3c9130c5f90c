// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.model.Finding;
import io.jenkins.plugins.relocation.model.Finding.Verdict;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What is refused before anything is changed, on real hosts. */
@EnabledIfEnvironmentVariable(named = "RELOCATION_LAB_JSON", matches = ".+")
class ContainerPrecheckLabIT extends ContainerLabTest {
    @BeforeEach
    void start() {
        script(a, "start", "crun", "10");
    }

    @Test
    void refusesAnAddressThatTheTargetHas() {
        lab.sh(b, "ip addr add 10.77.0.50/32 dev br0");

        refuses("network.address", "the target itself has the address 10.77.0.50");
    }

    @Test
    void refusesAnAddressThatSomebodyElseHas() {
        script(b, "somebody");

        refuses("network.address", "is also used by 02:42:0a:4d:00:99");
    }

    @Test
    void refusesAPreparedNamespaceWithAnotherHardwareAddress() {
        script(b, "network", "02:42:0a:4d:00:77", "down");

        refuses("network.mac", "with the hardware address 02:42:0a:4d:00:77 instead of 02:42:0a:4d:00:32");
    }

    @Test
    void acceptsAPreparedNamespace() {
        script(b, "network", "02:42:0a:4d:00:32", "down");

        requirePassed(driver.precheck(leg(redis("crun"))));
    }

    @Test
    void refusesAMissingRuntime() {
        lab.sh(b, "mount --bind /dev/null /usr/bin/crun");
        try {
            refuses("runtime.version", "runs under crun, which is not there; there is ");
        } finally {
            lab.sh(b, "umount /usr/bin/crun");
        }
    }

    @Test
    void refusesAUnitThatWouldStartItAgain() {
        script(a, "unit");

        refuses("supervisor", "redis1.service");
    }

    @Test
    void refusesAMissingVolume() {
        lab.sh(a, "crun kill redis1 KILL; sleep 0.3; crun delete -f redis1; mkdir -p /ctr/volume");
        for (var host : List.of(a, b)) {
            script(host, "mount_volume");
        }
        lab.sh(a, "cd /; crun run -d --bundle /ctr redis1 </dev/null >/dev/null 2>&1");

        refuses("volumes", "/ctr/volume");
        requirePassed(driver.precheck(leg(with(redis("crun"), "data", List.of("/ctr/rootfs/data", "/ctr/volume")))));
    }

    @Test
    void refusesAnotherRootFileSystem() {
        lab.sh(b, "echo more >>/ctr/rootfs/etc/passwd");

        refuses("rootfs.digest", "/ctr/rootfs/etc");
    }

    @Test
    void refusesAMissingBundle() {
        lab.sh(b, "rm /ctr/config.json");

        refuses("rootfs.bundle", "there is no /ctr/config.json");
    }

    @Test
    void refusesANameThatIsTaken() {
        lab.sh(
                b,
                "sed 's|, \"path\": \"/run/netns/ctr1\"||' -i /ctr/config.json; cd /; "
                        + "crun run -d --bundle /ctr redis1 </dev/null >/dev/null 2>&1; crun list");

        refuses("container.free", "there is a crun container redis1 already");
    }

    @Test
    void findsTheContainer() {
        assertThat(driver.discover(a)).singleElement().satisfies(found -> {
            assertThat(found.settings()).containsEntry("runtime", "crun").containsEntry("name", "redis1");
            assertThat(found.listens()).containsExactly(6379);
            assertThat(driver.survey(leg(found.settings()).workload(), a).processes())
                    .isEqualTo(found.processes());
        });
        assertThat(driver.discover(b)).isEmpty();
    }

    @Test
    void planFactsHoldOnBothHosts() {
        Leg leg = leg(redis("crun"));
        var facts = driver.facts(leg.workload(), a, b);

        assertThat(driver.readings(a, facts)).containsKey("container.command:crun:redis1");
        assertThat(driver.readings(b, facts)).containsEntry("runtime.version:crun", "crun version 1.21");
    }

    private void refuses(String check, String message) {
        List<Finding> blocking = driver.precheck(leg(redis("crun"))).stream()
                .filter(Finding::blocks)
                .toList();
        assertThat(blocking).as(blocking.toString()).anySatisfy(finding -> {
            assertThat(finding.check()).isEqualTo(check);
            assertThat(finding.verdict()).isEqualTo(Verdict.FAIL);
            assertThat(finding.message()).contains(message);
            assertThat(finding.remedy()).isNotEmpty();
        });
    }

    private static Map<String, Object> with(Map<String, Object> settings, String key, Object value) {
        Map<String, Object> changed = new TreeMap<>(settings);
        changed.put(key, value);
        return changed;
    }
}
