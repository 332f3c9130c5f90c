// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import static java.util.Objects.requireNonNull;

/**
 * What an HTTP server answered.
 *
 * @param status status code, 100 to 999
 * @param body the body as text in the character set it names, else UTF-8; from outside: bounded, not cleaned
 * @param truncated whether the body was longer than asked for
 * @param certificateSha256 SHA-256 of the certificate the server showed, lower-case hexadecimal; empty without TLS
 */
public record HttpAnswer(int status, String body, boolean truncated, String certificateSha256) {
    public HttpAnswer {
        requireNonNull(body, "body is null");
        requireNonNull(certificateSha256, "certificateSha256 is null");
    }
}
