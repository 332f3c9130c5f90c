// SPDX-License-Identifier: MIT
package hudson.security;

import org.springframework.security.core.Authentication;

/** Stand-in for tests: knows whether a thread acts as the system. */
public abstract class ACL {
    public static final Authentication SYSTEM2 = new Authentication() {};
    private static final ThreadLocal<Authentication> CURRENT = new ThreadLocal<>();

    public static ACLContext as2(Authentication a) {
        Authentication before = CURRENT.get();
        CURRENT.set(a);
        return new ACLContext(() -> CURRENT.set(before));
    }

    public static boolean isSystem() {
        return CURRENT.get() == SYSTEM2;
    }
}
