// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import hudson.FilePath;
import io.jenkins.plugins.relocation.jenkins.Messages;
import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** Finds the inventory that a step names: a file in the workspace where there is one, else a configured inventory. */
final class InventorySource implements StepCall.InventoryReader {
    /** Longest inventory in bytes. */
    static final int LIMIT = 4 * 1024 * 1024;

    /** Finds the workspace of the step; empty: it has none. */
    interface Workspace {
        Optional<FilePath> find() throws IOException, InterruptedException;
    }

    private final Workspace source;
    private final Consumer<String> log;

    InventorySource(Workspace source, Consumer<String> log) {
        this.source = source;
        this.log = log;
    }

    @Override
    public String read(String name) throws IOException, InterruptedException {
        Optional<FilePath> workspace = source.find();
        Optional<FilePath> file = file(workspace, name);
        if (file.isPresent()) {
            log.accept(Messages.get("InventorySource.file", name));
            return text(name, file.get());
        }
        Optional<String> configured = RelocationConfiguration.get().inventory(name);
        if (configured.isPresent()) {
            log.accept(Messages.get("InventorySource.configured", name));
            return configured.get();
        }
        throw new RelocationException(
                ErrorCode.BAD_INPUT,
                "inventory %s was not found: %s, and the global configuration has no inventory of that name"
                        .formatted(
                                Names.quote(name),
                                workspace.isPresent()
                                        ? "there is no such file in the workspace"
                                        : "the step has no workspace (it is outside node)"));
    }

    private static Optional<FilePath> file(Optional<FilePath> workspace, String name)
            throws IOException, InterruptedException {
        if (workspace.isEmpty()) {
            return Optional.empty();
        }
        try {
            // Neither .. nor a symbolic link may lead out: the workspace can be on the controller.
            if (!workspace.get().isDescendant(name)) {
                return Optional.empty();
            }
        } catch (IllegalArgumentException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "inventory %s must be a path relative to the workspace: %s"
                            .formatted(Names.quote(name), e.getMessage()));
        }
        FilePath file = workspace.get().child(name);
        return file.exists() && !file.isDirectory() ? Optional.of(file) : Optional.empty();
    }

    private static String text(String name, FilePath file) throws IOException, InterruptedException {
        try (InputStream in = file.read()) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "inventory %s is longer than %d bytes; split it".formatted(Names.quote(name), LIMIT));
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }
}
