// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

/**
 * Asks HTTP servers. Redirects are not followed (a 3xx is the answer), cookies are not kept, the environment's proxies are
 * not used, and bodies are not decompressed. Thread-safe.
 */
public interface HttpCalls extends AutoCloseable {
    /**
     * Sends one GET over a connection of its own. Name resolution, connect, TLS and the whole answer together end within
     * the question's timeout, whatever the server does.
     *
     * @throws RelocationException with {@link ErrorCode#BAD_INPUT} when the question cannot be asked,
     *     {@link ErrorCode#HOST_UNREACHABLE} when no complete answer came in time, {@link ErrorCode#HOST_KEY_UNKNOWN} when
     *     the certificate is not trusted, {@link ErrorCode#HOST_KEY_CHANGED} when it is not the pinned one,
     *     {@link ErrorCode#HOST_FAILED} when what came is not HTTP, {@link ErrorCode#STOPPED} when the thread is interrupted
     */
    HttpAnswer get(HttpQuestion question);

    /** Ends all calls in flight; they and later ones fail. */
    @Override
    void close();
}
