// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import hudson.init.InitMilestone;
import hudson.init.Initializer;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import jenkins.model.Jenkins;
import org.jvnet.localizer.Localizable;
import org.jvnet.localizer.ResourceBundleHolder;

/**
 * What people may do with relocations, granted for all of Jenkins, a folder or a job. Who may execute may also plan, roll back and
 * look; an administrator may do everything.
 */
public final class RelocationPermissions {
    private static final PermissionGroup GROUP =
            new PermissionGroup(RelocationPermissions.class, text("RelocationPermissions.title"));

    /** Moving workloads: {@code checkpoint}, {@code relocate}, {@code verify}. */
    public static final Permission EXECUTE = permission("Execute", Jenkins.ADMINISTER);

    /** Putting workloads back: {@code rollback}. For who is on call and must not move anything away. */
    public static final Permission ROLLBACK = permission("Rollback", EXECUTE);

    /** Making plans and looking at hosts for them: {@code relocationPlan}, {@code precheck}. Changes nothing. */
    public static final Permission PLAN = permission("Plan", EXECUTE);

    /** Seeing plans, runs and what they found, on pages and through the remote API. */
    public static final Permission VIEW = permission("View", PLAN);

    private RelocationPermissions() {}

    /** Makes the permissions known before an authorisation strategy that grants them is read. */
    @Initializer(after = InitMilestone.PLUGINS_STARTED, before = InitMilestone.EXTENSIONS_AUGMENTED)
    public static void load() {
        // Loading this class has done it.
    }

    private static Permission permission(String name, Permission impliedBy) {
        return new Permission(
                GROUP, name, text("RelocationPermissions." + name), impliedBy, true, new PermissionScope[] {
                    PermissionScope.ITEM
                });
    }

    private static Localizable text(String key) {
        return new Localizable(ResourceBundleHolder.get(Messages.class), key);
    }
}
