// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.spi;

import io.jenkins.plugins.relocation.model.Host;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * Runs commands on one host, over one kept connection. Thread-safe; commands of several threads do not wait for each
 * other. Every method ends within its deadline. A {@link RelocationException} with {@link ErrorCode#HOST_UNREACHABLE}
 * means that the outcome is not known: the command may have run, may be running, or may never have arrived.
 */
public interface RemoteShell extends AutoCloseable {
    /** The host that commands run on. */
    Host host();

    /** Runs a command through a persistent shell: cheap enough for the time in which a workload is frozen. */
    CommandResult run(Command command);

    /**
     * Runs a command with bulk data through it, on a channel of its own.
     *
     * @param source what the command reads; read to its end
     * @param sink where its standard output goes
     */
    CommandResult stream(Command command, InputStream source, OutputStream sink);

    /** Whether the host answers now, within the given time. */
    boolean answers(Duration within);

    /** Closes the connection. What runs detached on the host goes on. */
    @Override
    void close();
}
