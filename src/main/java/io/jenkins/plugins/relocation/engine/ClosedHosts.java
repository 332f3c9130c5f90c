// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Hosts that take no new placements because they are being emptied: one small file each, below the controller's home. */
public final class ClosedHosts {
    private final Path folder;

    ClosedHosts(Path home) {
        this.folder = home.resolve("closed");
    }

    /** Names of all closed hosts. */
    public Set<String> names() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            Set<String> names = new TreeSet<>();
            files.forEach(file -> names.add(file.getFileName().toString()));
            return names;
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /** Closes a host. */
    public void close(String host, String why) {
        try {
            Files.createDirectories(folder);
            Files.writeString(file(host), why + "\n");
        } catch (IOException e) {
            throw failed("write", e);
        }
    }

    /** Opens a host again; true when it was closed. */
    public boolean open(String host) {
        try {
            return Files.deleteIfExists(file(host));
        } catch (IOException e) {
            throw failed("remove", e);
        }
    }

    private Path file(String host) {
        return folder.resolve(Names.require("host", host));
    }

    private static RelocationException failed(String what, IOException e) {
        return new RelocationException(
                ErrorCode.DAMAGED, "cannot %s the list of closed hosts: %s".formatted(what, e), e);
    }
}
