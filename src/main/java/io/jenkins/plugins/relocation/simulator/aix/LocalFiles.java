// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.simulator.aix;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Files of this machine, as the host script of a simulated system sees them. */
public final class LocalFiles implements AixFiles {
    private volatile boolean full;

    /** Fills the file system, or makes room in it. */
    public void setFull(boolean noRoom) {
        full = noRoom;
    }

    @Override
    public Optional<String> read(String path) {
        try {
            return Optional.of(Files.readString(Path.of(path), StandardCharsets.UTF_8));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean write(String path, String text) {
        if (full) {
            return false;
        }
        try {
            Files.writeString(Path.of(path), text, StandardCharsets.UTF_8);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public boolean isDirectory(String path) {
        return Files.isDirectory(Path.of(path));
    }
}
