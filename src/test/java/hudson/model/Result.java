// SPDX-License-Identifier: MIT
package hudson.model;

import java.io.Serializable;

/** Stand-in for tests. */
public final class Result implements Serializable {
    private static final long serialVersionUID = 1L;
    public static final Result ABORTED = new Result("ABORTED");

    public static final Result UNSTABLE = new Result("UNSTABLE");
    private final String name;

    private Result(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
