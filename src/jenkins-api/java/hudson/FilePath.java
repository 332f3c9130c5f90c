// SPDX-License-Identifier: MIT
package hudson;

import java.io.IOException;
import java.io.InputStream;

public final class FilePath {
    private FilePath() {}

    public String getRemote() {
        return null;
    }

    public FilePath child(String relOrAbsolute) {
        return null;
    }

    public boolean exists() throws IOException, InterruptedException {
        return false;
    }

    public boolean isDirectory() throws IOException, InterruptedException {
        return false;
    }

    public boolean isDescendant(String relative) throws IOException, InterruptedException {
        return false;
    }

    public InputStream read() throws IOException, InterruptedException {
        return null;
    }
}
