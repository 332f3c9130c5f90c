// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

/** Resolves credentials ids, as late as possible. */
public interface Secrets {
    /**
     * The secret with that id.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when there is none; never null
     */
    Secret resolve(String credentialsId);
}
