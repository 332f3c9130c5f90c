// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.HexFormat;

/**
 * Text that ends or begins a command's output: 128 random bits, made for one command, so that no output can hold it by
 * accident or on purpose.
 */
final class Marker {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int BYTES = 16;

    private final String text;
    private final byte[] bytes;

    Marker() {
        byte[] random = new byte[BYTES];
        RANDOM.nextBytes(random);
        // The first letter occurs only once: a match that fails has no second start within it (MarkerScan relies on
        // it).
        text = "R" + HexFormat.of().formatHex(random);
        bytes = text.getBytes(StandardCharsets.US_ASCII);
    }

    MarkerScan scan() {
        return new MarkerScan(bytes);
    }

    /** As a shell word: letters and digits only. */
    @Override
    public String toString() {
        return text;
    }
}
