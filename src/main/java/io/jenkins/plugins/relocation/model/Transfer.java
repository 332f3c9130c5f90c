// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How memory travels to a host.
 *
 * @param path the way it takes
 * @param address where other hosts reach this one; empty: the address of the host
 */
public record Transfer(Path path, String address) {
    /** The way from source to target. */
    public enum Path {
        /** Host to host with a restricted key made for one move and removed after it. */
        @JsonProperty("one-off-key")
        ONE_OFF_KEY,
        /** Through the controller: slower, and the image passes the controller's memory. Warned about. */
        @JsonProperty("controller")
        CONTROLLER
    }

    /** Host to host with a key for one move. */
    public static final Transfer DEFAULT = new Transfer(Path.ONE_OFF_KEY, "");

    public Transfer {
        requireNonNull(path, "path is null");
        requireNonNull(address, "address is null");
        if (!address.isEmpty() && !address.matches("[A-Za-z0-9:][A-Za-z0-9.:%_-]{0,252}")) {
            throw new IllegalArgumentException("transfer address %s is not valid".formatted(Names.quote(address)));
        }
    }
}
