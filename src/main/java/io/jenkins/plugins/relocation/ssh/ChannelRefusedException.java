// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.ssh;

/** The host allows no further channel on this connection; another connection may have room. */
final class ChannelRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    ChannelRefusedException(String message) {
        super(message);
    }
}
