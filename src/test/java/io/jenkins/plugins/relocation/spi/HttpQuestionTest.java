// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HttpQuestionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(1);

    @ParameterizedTest
    @ValueSource(strings = {"ftp://host/", "file:///etc/passwd", "/relative", "http:/no-host", "mailto:a@b"})
    void refusesWhatIsNotAWebAddress(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> question(url, TIMEOUT, "", 0));
    }

    @Test
    void refusesUserInformationWithoutShowingIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> question("https://user:sesame@host/", TIMEOUT, "", 0))
                .withMessageContaining("https://host/")
                .withMessageNotContaining("sesame");
    }

    @Test
    void refusesAPinThatNothingCouldBeComparedWith() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> question("http://host/", TIMEOUT, "0".repeat(64), 0))
                .withMessageContaining("use https://");
    }

    @Test
    void refusesNonsense() {
        assertThatIllegalArgumentException().isThrownBy(() -> question("http://host/", Duration.ZERO, "", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> question("https://host/", TIMEOUT, "AB", 0));
        assertThatIllegalArgumentException().isThrownBy(() -> question("http://host/", TIMEOUT, "", -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> question("http://host/", TIMEOUT, "", HttpQuestion.MAX_BODY + 1));
    }

    @Test
    void showsAnAddressWithoutQueryAndFragment() {
        HttpQuestion question = question("https://host:8443/up?token=sesame#part", TIMEOUT, "", 0);

        assertThat(question.shownUrl()).isEqualTo("https://host:8443/up?…");
        assertThat(question).hasToString("HttpQuestion[https://host:8443/up?…]");
    }

    private static HttpQuestion question(String url, Duration timeout, String pinned, int maxBody) {
        return new HttpQuestion(URI.create(url), timeout, pinned, maxBody);
    }
}
