// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Timing;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import io.jenkins.plugins.relocation.spi.RemoteShell;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Function;

/** What the tests of probes are made of. */
final class Samples {
    static final Duration LONG = Duration.ofSeconds(20);
    static final Duration SHORT = Duration.ofMillis(300);
    static final Host HOST = host("127.0.0.1");

    private Samples() {}

    static Host host(String address) {
        return Host.of("alpha", address, 22, new Login("ops", "", Login.Become.NONE), "ssh-ed25519 AAAA");
    }

    /** One attempt of this length, one success. */
    static Timing once(Duration timeout) {
        return new Timing(Duration.ofMillis(10), timeout, timeout, 1);
    }

    /** Probes of which only TCP and line probes are used. */
    static Probes sockets() {
        return new Probes(new FakeHosts(command -> unexpected()), http(question -> unexpected()), noProcesses());
    }

    static ProcessLook noProcesses() {
        return host -> Optional.empty();
    }

    static HttpCalls http(Function<HttpQuestion, HttpAnswer> answers) {
        return new HttpCalls() {
            @Override
            public HttpAnswer get(HttpQuestion question) {
                return answers.apply(question);
            }

            @Override
            public void close() {
                throw new AssertionError("probes do not own the HTTP calls");
            }
        };
    }

    static <T> T unexpected() {
        throw new AssertionError("this probe has no business with " + RemoteShell.class);
    }
}
