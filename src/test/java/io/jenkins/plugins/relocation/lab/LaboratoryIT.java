// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Runs inside a laboratory's controller namespace: see src/test/lab/bin/java. */
class LaboratoryIT {
    private static final Duration SOON = Duration.ofSeconds(10);

    private Laboratory laboratory;

    @BeforeEach
    void findLaboratory() {
        String refusal = System.getProperty("relocation.lab.refused");
        assumeTrue(refusal == null, refusal);
        assertEquals(null, System.getProperty("relocation.lab.failed"));
        laboratory = Laboratory.current().orElseThrow();
    }

    @Test
    void reachesHostsBySsh() throws IOException {
        LabHost host = laboratory.lab().hosts().get(0);

        assertEquals("SSH-2.0", greeting(host));
        assertEquals(
                host.name(),
                laboratory.host(host.name(), SOON, "hostname").out().strip());
    }

    @Test
    void bootsKilledHostWithSameDisk() throws IOException {
        LabHost host = laboratory.lab().hosts().get(1);
        laboratory.write(host.name(), "/var/tmp/kept", "kept".getBytes(US_ASCII), "600");
        String boot = bootId(host);

        laboratory.kill(host.name());
        assertThrows(IOException.class, () -> greeting(host));
        laboratory.boot(host.name());

        assertEquals("SSH-2.0", greeting(host));
        assertEquals(
                "kept",
                laboratory.host(host.name(), SOON, "cat", "/var/tmp/kept").out());
        assertNotEquals(boot, bootId(host));
    }

    @Test
    void tellsExitStatusAndRefusesUnknownHost() {
        assertEquals(7, laboratory.host("alpha", SOON, "sh", "-c", "exit 7").exit());
        assertTrue(assertThrows(LaboratoryException.class, () -> laboratory.boot("nobody"))
                .getMessage()
                .contains("has no host nobody"));
    }

    @Test
    void endsCommandAtItsDeadline() {
        assertThrows(LaboratoryException.class, () -> laboratory.host("alpha", Duration.ofMillis(300), "sleep", "60"));
    }

    @Test
    void secondLaboratoryIsAnotherWorld() {
        Laboratory other = Laboratory.named("other-" + ProcessHandle.current().pid());
        try {
            Lab lab = other.up(Laboratory.Init.SH, "alone");
            assertEquals("10.77.0.11", lab.host("alone").address());
            assertFalse(other.insideController());
        } finally {
            other.down();
        }
    }

    private String bootId(LabHost host) {
        return laboratory
                .host(host.name(), SOON, "cat", "/proc/sys/kernel/random/boot_id")
                .out();
    }

    private static String greeting(LabHost host) throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(new java.net.InetSocketAddress(host.address(), host.port()), 1000);
            return new String(socket.getInputStream().readNBytes(7), US_ASCII);
        }
    }
}
