// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ShellQuoteTest {
    @Test
    void quotesAWord() {
        assertThat(ShellQuote.word("")).isEqualTo("''");
        assertThat(ShellQuote.word("plain")).isEqualTo("'plain'");
        assertThat(ShellQuote.word("it's $(x)\n")).isEqualTo("'it'\\''s $(x)\n'");
    }

    @Test
    void separatesWords() {
        assertThat(ShellQuote.words(List.of("rm", "-f", "a b"))).isEqualTo("'rm' '-f' 'a b'");
    }

    @Test
    void refusesWhatNoProgramCanGet() {
        assertThatIllegalArgumentException().isThrownBy(() -> ShellQuote.word("a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> ShellQuote.word("a\uD83Db"));
    }
}
