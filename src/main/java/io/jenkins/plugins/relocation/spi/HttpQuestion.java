// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

import java.net.URI;
import java.time.Duration;

/**
 * What an HTTP server is asked.
 *
 * @param url absolute, http or https, without user information: secrets do not belong into addresses
 * @param timeout how long the whole call may take, more than zero
 * @param certificateSha256 pinned SHA-256 of the server's certificate, 64 lower-case hexadecimal digits; a certificate that
 *     equals it is accepted whoever signed it and whatever name it holds; empty: the platform's trust and the name decide
 * @param maxBody how many bytes of the answer's body are read, 0 to {@link #MAX_BODY}
 */
public record HttpQuestion(URI url, Duration timeout, String certificateSha256, int maxBody) {
    /** The most that is ever read of a body: 64 KiB. */
    public static final int MAX_BODY = 64 << 10;

    public HttpQuestion {
        requireNonNull(url, "url is null");
        if (!"http".equalsIgnoreCase(url.getScheme()) && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException("url %s must start with http:// or https://".formatted(shown(url)));
        }
        String authority = url.getRawAuthority();
        if (authority == null || authority.indexOf('@') >= 0) {
            throw new IllegalArgumentException(
                    "url %s must name a host, and no user or password".formatted(shown(url)));
        }
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("timeout %s must be more than zero".formatted(timeout));
        }
        if (!requireNonNull(certificateSha256, "certificateSha256 is null").matches("([0-9a-f]{64})?")) {
            throw new IllegalArgumentException("certificateSha256 must be 64 lower-case hexadecimal digits or empty");
        }
        if (!certificateSha256.isEmpty() && !"https".equalsIgnoreCase(url.getScheme())) {
            throw new IllegalArgumentException(
                    "url %s shows no certificate that could be compared: use https://".formatted(shown(url)));
        }
        if (maxBody < 0 || maxBody > MAX_BODY) {
            throw new IllegalArgumentException("maxBody %d is not between 0 and %d".formatted(maxBody, MAX_BODY));
        }
    }

    /** The address for messages: without user information, query and fragment, which may hold secrets. */
    public String shownUrl() {
        return shown(url);
    }

    @Override
    public String toString() {
        return "HttpQuestion[%s]".formatted(shownUrl());
    }

    private static String shown(URI url) {
        String authority = url.getRawAuthority() == null ? "" : url.getRawAuthority();
        return "%s://%s%s%s"
                .formatted(
                        url.getScheme(),
                        authority.substring(authority.lastIndexOf('@') + 1),
                        url.getRawPath() == null ? "" : url.getRawPath(),
                        url.getRawQuery() == null ? "" : "?…");
    }
}
