// SPDX-License-Identifier: MIT
package hudson.security;

/** Stand-in for tests. */
public class ACLContext implements AutoCloseable {
    private final Runnable restore;

    ACLContext(Runnable restore) {
        this.restore = restore;
    }

    @Override
    public void close() {
        restore.run();
    }
}
