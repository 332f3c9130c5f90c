// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class PreflightTest {
    @Test
    void worstLineDecides() {
        Preflight limited = Preflight.parse("ok user: root\nlimited cgroup: v1: mounted\n");

        assertEquals(Preflight.Status.LIMITED, limited.status());
        assertTrue(limited.canRun());
        assertEquals(
                new Preflight.Line(Preflight.Status.LIMITED, "cgroup", "v1: mounted"),
                limited.lines().get(1));
        assertEquals("", limited.reason());
    }

    @Test
    void reasonsAreAllRefusals() {
        Preflight refused = Preflight.parse("refuse user: not root\nok memory: 1\nrefuse disk: full\n");

        assertFalse(refused.canRun());
        assertEquals("user: not root; disk: full", refused.reason());
    }

    @Test
    void silenceIsRefusal() {
        assertFalse(Preflight.parse("").canRun());
    }
}
