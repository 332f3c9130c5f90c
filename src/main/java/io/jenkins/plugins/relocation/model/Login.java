// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * How the controller logs in to a host. Holds ids, never secrets.
 *
 * @param user the account on the host
 * @param credentials id of the credentials; empty: the SSH agent of the controller
 * @param become how commands that need it become root
 */
public record Login(String user, String credentials, Become become) {
    /** How a command gets root's rights on a host. */
    public enum Become {
        /** The account is root already, or nothing needs root. */
        @JsonProperty("none")
        NONE,
        /** Through {@code sudo -n}: a rule without a password, per command where the host's owner wants that. */
        @JsonProperty("sudo")
        SUDO
    }

    public Login {
        requireNonNull(user, "user is null");
        requireNonNull(credentials, "credentials is null");
        requireNonNull(become, "become is null");
        if (!user.matches("[A-Za-z_][A-Za-z0-9_.-]{0,63}")) {
            throw new IllegalArgumentException("user %s is not a valid account name".formatted(Names.quote(user)));
        }
    }
}
