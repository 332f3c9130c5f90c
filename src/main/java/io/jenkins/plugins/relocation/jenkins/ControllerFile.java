// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** A file on the controller whose path an administrator wrote into the global configuration. */
final class ControllerFile {
    /** Longest inventory in bytes. */
    static final int LIMIT = 4 << 20;

    private ControllerFile() {}

    /** @throws IllegalArgumentException when it is no absolute path */
    static void requireAbsolute(String path) {
        try {
            if (Path.of(path).isAbsolute()) {
                return;
            }
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException(Messages.get("ControllerFile.path", Names.quote(path)), e);
        }
        throw new IllegalArgumentException(Messages.get("ControllerFile.path", Names.quote(path)));
    }

    /** The file's text. */
    static String text(String path) {
        try (InputStream in = Files.newInputStream(Path.of(path))) {
            byte[] bytes = in.readNBytes(LIMIT + 1);
            if (bytes.length > LIMIT) {
                throw failed(Messages.get("ControllerFile.tooLong", Names.quote(path), Integer.toString(LIMIT)), null);
            }
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw failed(Messages.get("ControllerFile.unreadable", Names.quote(path), e.toString()), e);
        }
    }

    private static RelocationException failed(String message, IOException cause) {
        return new RelocationException(ErrorCode.BAD_INPUT, message, cause);
    }
}
