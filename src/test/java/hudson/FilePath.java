// SPDX-License-Identifier: MIT
package hudson;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Stand-in for tests: a local directory. */
public final class FilePath {
    private final Path path;

    public FilePath(File file) {
        path = file.toPath();
    }

    public String getRemote() {
        return path.toString();
    }

    public FilePath child(String relOrAbsolute) {
        return new FilePath(path.resolve(relOrAbsolute).toFile());
    }

    public boolean exists() {
        return Files.exists(path);
    }

    public boolean isDirectory() {
        return Files.isDirectory(path);
    }

    public boolean isDescendant(String relative) throws IOException {
        if (Path.of(relative).isAbsolute()) {
            throw new IllegalArgumentException(
                    "Only a relative path is supported, the given path is absolute: " + relative);
        }
        Path child = path.resolve(relative).normalize();
        return (Files.exists(child) ? child.toRealPath() : child).startsWith(path.toRealPath());
    }

    public InputStream read() throws IOException {
        return Files.newInputStream(path);
    }
}
