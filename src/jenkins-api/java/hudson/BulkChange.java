// SPDX-License-Identifier: MIT
package hudson;

import hudson.model.Saveable;
import java.io.Closeable;
import java.io.IOException;

public class BulkChange implements Closeable {
    public BulkChange(Saveable saveable) {}

    public void commit() throws IOException {}

    @Override
    public void close() {}
}
