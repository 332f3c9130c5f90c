// SPDX-License-Identifier: MIT
package hudson.security;

import java.util.Set;
import org.springframework.security.core.Authentication;

/** Stand-in for tests: knows whether a thread acts as the system, and what everybody else may do. */
public abstract class ACL {
    public static final Authentication SYSTEM2 = new Authentication() {};
    private static final ThreadLocal<Authentication> CURRENT = new ThreadLocal<>();
    private static final ThreadLocal<Set<Permission>> GRANTED = ThreadLocal.withInitial(Set::of);

    public static ACLContext as2(Authentication a) {
        Authentication before = CURRENT.get();
        CURRENT.set(a);
        return new ACLContext(() -> CURRENT.set(before));
    }

    public static boolean isSystem() {
        return CURRENT.get() == SYSTEM2;
    }

    /** What this thread has from now on when it is not the system. Other threads have nothing. */
    public static void grant(Permission... permissions) {
        GRANTED.set(Set.of(permissions));
    }

    public static boolean has(Permission permission) {
        return isSystem() || GRANTED.get().stream().anyMatch(permission::isGrantedBy);
    }
}
