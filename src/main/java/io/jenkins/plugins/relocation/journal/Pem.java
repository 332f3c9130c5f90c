// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.journal;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Keys as text. */
final class Pem {
    private static final Base64.Encoder ENCODER = Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII));

    private Pem() {}

    static String write(String label, byte[] bytes) {
        return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(label, ENCODER.encodeToString(bytes));
    }

    /** The bytes of a PEM text; {@link IllegalArgumentException}, which shows nothing of it, when it is none. */
    static byte[] read(String label, String text) {
        String begin = "-----BEGIN %s-----".formatted(label);
        String end = "-----END %s-----".formatted(label);
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("there is no %s in PEM form".formatted(label));
        }
        return Base64.getMimeDecoder().decode(text.substring(from + begin.length(), to));
    }
}
