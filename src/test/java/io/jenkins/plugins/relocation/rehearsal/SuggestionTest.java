// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SuggestionTest {
    @ParameterizedTest
    @CsvSource({"echo,echo,0", "ecko,echo,1", "ehco,echo,2", "'',echo,4", "Relocate,relocate,0", "sh,bash,2"})
    void countsChangedLetters(String first, String second, int expected) {
        assertThat(Suggestion.distance(first, second)).isEqualTo(expected);
        assertThat(Suggestion.distance(second, first)).isEqualTo(expected);
    }

    @Test
    void suggestsTheNearestName() {
        assertThat(Suggestion.of("relocat", List.of("relocate", "rollback"))).isEqualTo("; did you mean 'relocate'?");
    }

    @Test
    void suggestsNothingWhenNothingIsNear() {
        assertThat(Suggestion.of("frobnicate", List.of("relocate", "echo"))).isEmpty();
        assertThat(Suggestion.of("x", List.of())).isEmpty();
    }
}
