// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.http;

import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HttpQuestion;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.NoHttpResponseException;

/** Says in words why a call failed. What comes from the server is quoted. */
final class Failures {
    private static final int DEPTH = 10;
    private static final String FAILED = " failed: ";

    private Failures() {}

    static RelocationException translate(HttpQuestion question, Exchange exchange, Throwable thrown) {
        if (isAbout(thrown, CertificateException.class) || isAbout(thrown, SSLPeerUnverifiedException.class)) {
            return refusedCertificate(question, exchange.certificate().seen(), thrown);
        }
        if (isAbout(thrown, SSLException.class)) {
            return failure(ErrorCode.HOST_FAILED, question, "TLS failed: " + said(deepest(thrown)), thrown);
        }
        if (isAbout(thrown, HttpException.class)) {
            return failure(ErrorCode.HOST_FAILED, question, "the answer is not HTTP: " + said(thrown), thrown);
        }
        if (thrown instanceof IOException) {
            return failure(ErrorCode.HOST_UNREACHABLE, question, words(question, exchange, thrown), thrown);
        }
        throw new IllegalStateException("GET %s".formatted(question.shownUrl()), thrown);
    }

    /** A duration as people read it: "5 s", "250 ms". */
    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0 ? duration.toSeconds() + " s" : duration.toMillis() + " ms";
    }

    private static RelocationException refusedCertificate(HttpQuestion question, String seen, Throwable thrown) {
        if (!question.certificateSha256().isEmpty()) {
            return failure(
                    ErrorCode.HOST_KEY_CHANGED,
                    question,
                    "the certificate is not the pinned one: SHA-256 %s, pinned %s; ask the server's owner whether it was renewed"
                            .formatted(seen, question.certificateSha256()),
                    thrown);
        }
        return failure(
                ErrorCode.HOST_KEY_UNKNOWN,
                question,
                "certificate not trusted: %s; its SHA-256 is %s: compare it with the server's own and pin it"
                        .formatted(said(deepest(thrown)), seen),
                thrown);
    }

    private static String words(HttpQuestion question, Exchange exchange, Throwable thrown) {
        if (isAbout(thrown, UnknownHostException.class)) {
            return "the host name cannot be resolved";
        }
        if (isAbout(thrown, SocketTimeoutException.class)) {
            return "%s within %s".formatted(exchange.missing(), seconds(question.timeout()));
        }
        if (isAbout(thrown, ConnectException.class) || isAbout(thrown, NoRouteToHostException.class)) {
            return connectFailure(String.valueOf(deepest(thrown).getMessage()));
        }
        if (isAbout(thrown, NoHttpResponseException.class)) {
            return "the server closed the connection without an answer";
        }
        if (isAbout(thrown, ConnectionClosedException.class)) {
            return "%s: the server closed the connection".formatted(exchange.missing());
        }
        return "%s: %s".formatted(exchange.missing(), said(deepest(thrown)));
    }

    /** The library puts the address in front: "Connect to http://host:80 failed: Connection refused". */
    private static String connectFailure(String message) {
        int failed = message.lastIndexOf(FAILED);
        return message.substring(failed < 0 ? 0 : failed + FAILED.length()).toLowerCase(Locale.ROOT);
    }

    private static RelocationException failure(ErrorCode code, HttpQuestion question, String what, Throwable thrown) {
        return new RelocationException(code, "GET %s: %s".formatted(question.shownUrl(), what), thrown);
    }

    private static boolean isAbout(Throwable thrown, Class<? extends Throwable> type) {
        return chain(thrown).anyMatch(type::isInstance);
    }

    private static Throwable deepest(Throwable thrown) {
        return chain(thrown).reduce((outer, inner) -> inner).orElse(thrown);
    }

    private static Stream<Throwable> chain(Throwable thrown) {
        return Stream.iterate(Optional.of(thrown), Optional::isPresent, t -> t.map(Throwable::getCause))
                .limit(DEPTH)
                .map(Optional::get);
    }

    private static String said(Throwable thrown) {
        return Names.quote(thrown.getMessage());
    }
}
