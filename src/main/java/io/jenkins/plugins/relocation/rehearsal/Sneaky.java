// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

/** Throws on what a script threw, whatever it is: scripts may throw checked exceptions anywhere. */
final class Sneaky {
    private Sneaky() {}

    static RuntimeException rethrow(Throwable error) {
        return Sneaky.<RuntimeException>as(error);
    }

    @SuppressWarnings("unchecked")
    private static <E extends Throwable> RuntimeException as(Throwable error) throws E {
        throw (E) error;
    }
}
