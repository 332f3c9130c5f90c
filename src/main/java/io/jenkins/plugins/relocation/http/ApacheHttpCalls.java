// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.http;

import static java.util.Objects.requireNonNull;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HttpAnswer;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.TimeLimit;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.X509ExtendedTrustManager;

/** {@link HttpCalls} with Apache HttpClient: one client and one connection per call, and nothing kept between calls. */
public final class ApacheHttpCalls implements HttpCalls {
    private final Supplier<X509ExtendedTrustManager> platform;
    private final Set<Exchange> inFlight = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /** Calls that trust whom the platform trusts, unless a certificate is pinned. */
    public ApacheHttpCalls() {
        this(new PlatformTrust());
    }

    ApacheHttpCalls(Supplier<X509ExtendedTrustManager> platform) {
        this.platform = requireNonNull(platform, "platform is null");
    }

    @Override
    public HttpAnswer get(HttpQuestion question) {
        Exchange exchange = new Exchange(question, platform);
        inFlight.add(exchange);
        try {
            // Looked at after the call was listed: close() either sees the call, or the call sees that it is closed.
            if (closed) {
                throw ended(question, null);
            }
            return answer(question, exchange);
        } finally {
            exchange.abort();
            inFlight.remove(exchange);
        }
    }

    private HttpAnswer answer(HttpQuestion question, Exchange exchange) {
        try {
            return TimeLimit.call("http " + question.shownUrl(), question.timeout(), exchange::answer);
        } catch (TimeoutException late) {
            throw new RelocationException(
                    ErrorCode.HOST_UNREACHABLE,
                    "GET %s: %s within %s; see whether the server is up and reachable from here"
                            .formatted(question.shownUrl(), exchange.missing(), Failures.seconds(question.timeout())),
                    late);
        } catch (ExecutionException failed) {
            if (closed) {
                throw ended(question, failed.getCause());
            }
            throw Failures.translate(question, exchange, failed.getCause());
        }
    }

    @Override
    public void close() {
        closed = true;
        inFlight.forEach(Exchange::abort);
    }

    private static RelocationException ended(HttpQuestion question, Throwable cause) {
        return new RelocationException(
                ErrorCode.STOPPED, "GET %s: stopped, HTTP calls were closed".formatted(question.shownUrl()), cause);
    }
}
