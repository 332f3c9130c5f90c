// SPDX-License-Identifier: MIT
package jenkins.model;

import hudson.security.Permission;
import java.io.File;

/** Stand-in for tests. */
public class Jenkins {
    public static final Permission ADMINISTER = new Permission("Administer");
    private static volatile Jenkins instance;
    private final File rootDir;
    private final boolean administrator;

    private Jenkins(File rootDir, boolean administrator) {
        this.rootDir = rootDir;
        this.administrator = administrator;
    }

    public static void set(File rootDir, boolean administrator) {
        instance = new Jenkins(rootDir, administrator);
    }

    public static Jenkins get() {
        return instance;
    }

    public File getRootDir() {
        return rootDir;
    }

    public void checkPermission(Permission permission) {
        if (!administrator) {
            throw new SecurityException("missing permission " + permission.id());
        }
    }
}
