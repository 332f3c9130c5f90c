// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
    private static final List<String> KNOWN = List.of("hostKeys", "stateDir", "port", "jump");

    @ParameterizedTest
    @CsvSource({"hostkeys,hostKeys", "host_keys,hostKeys", "state-dir,stateDir", "prot,port", "ports,port", "jmp,jump"})
    void findsWhatWasMeant(String seen, String meant) {
        assertThat(Nearest.among(seen, KNOWN)).contains(meant);
    }

    @ParameterizedTest
    @CsvSource({"concurrency", "''", "xyz", "pt"})
    void suggestsNothingUnlike(String seen) {
        assertThat(Nearest.among(seen, KNOWN)).isEmpty();
    }

    @Test
    void takesNoTimeForLongWords() {
        assertThat(Nearest.among("x".repeat(1_000_000), KNOWN)).isEmpty();
    }

    @Test
    void namesTheKnownWords() {
        assertThat(Nearest.hint("prt", KNOWN)).isEqualTo("did you mean port? known: hostKeys, stateDir, port, jump");
        assertThat(Nearest.hint("x", List.of())).isEqualTo("none are known");
    }
}
