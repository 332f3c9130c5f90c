// SPDX-License-Identifier: MIT
package hudson;

import hudson.model.Saveable;
import java.io.Closeable;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;

/** Stand-in for tests: nothing is saved before the change is committed, and nothing at all when it is not. */
public class BulkChange implements Closeable {
    private static final ThreadLocal<Deque<BulkChange>> OPEN = ThreadLocal.withInitial(ArrayDeque::new);

    private final Saveable saveable;

    public BulkChange(Saveable saveable) {
        this.saveable = saveable;
        OPEN.get().push(this);
    }

    public void commit() throws IOException {
        close();
        saveable.save();
    }

    @Override
    public void close() {
        OPEN.get().remove(this);
    }

    public static boolean contains(Saveable saveable) {
        return OPEN.get().stream().anyMatch(change -> change.saveable == saveable);
    }
}
