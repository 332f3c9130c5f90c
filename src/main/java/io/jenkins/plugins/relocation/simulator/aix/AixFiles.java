// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.util.Optional;

/** Files that commands of a simulated system read and write: state files and specifications. */
public interface AixFiles {
    /** What a file says; empty: there is none, or its server does not answer. */
    Optional<String> read(String path);

    /** Writes a file. Says whether it could: it cannot where the directory is missing, or its file system is full or gone. */
    boolean write(String path, String text);

    /** Whether there is such a directory. */
    boolean isDirectory(String path);
}
