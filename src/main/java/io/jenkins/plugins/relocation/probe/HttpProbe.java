// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import io.jenkins.plugins.relocation.spi.Probe;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.net.URI;
import java.net.URISyntaxException;

/** Asks an HTTP server and compares status and body. */
final class HttpProbe implements Attempt<ProbeSpec.Http> {
    private final HttpCalls http;

    HttpProbe(HttpCalls http) {
        this.http = requireNonNull(http, "http is null");
    }

    @Override
    public Probe.Outcome make(ProbeSpec.Http spec, Host on) {
        HttpAnswer answer = http.get(question(spec, on));
        if (!accepts(spec, answer.status())) {
            return new Probe.Outcome(
                    false, "answered %d with %s".formatted(answer.status(), Names.quote(answer.body())));
        }
        if (!answer.body().contains(spec.bodyContains())) {
            return new Probe.Outcome(false, withoutText(spec, answer));
        }
        return new Probe.Outcome(true, "answered %d".formatted(answer.status()));
    }

    private static HttpQuestion question(ProbeSpec.Http spec, Host on) {
        try {
            return new HttpQuestion(
                    new URI(Address.inUrl(spec.url(), on)),
                    spec.timing().timeout(),
                    spec.certificateSha256(),
                    HttpQuestion.MAX_BODY);
        } catch (URISyntaxException e) {
            // Not the address itself: it may hold what must not be shown.
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "the probe's url is not valid at character %d: %s; correct it in the inventory"
                            .formatted(e.getIndex() + 1, e.getReason()));
        } catch (IllegalArgumentException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT, "the probe's %s; correct it in the inventory".formatted(e.getMessage()), e);
        }
    }

    private static boolean accepts(ProbeSpec.Http spec, int status) {
        return spec.status().isEmpty()
                ? status >= 200 && status <= 299
                : spec.status().contains(status);
    }

    private static String withoutText(ProbeSpec.Http spec, HttpAnswer answer) {
        return "answered %d without %s%s: %s"
                .formatted(
                        answer.status(),
                        Names.quote(spec.bodyContains()),
                        answer.truncated() ? " in the first %d bytes".formatted(HttpQuestion.MAX_BODY) : "",
                        Names.quote(answer.body()));
    }
}
