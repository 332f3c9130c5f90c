// SPDX-License-Identifier: MIT
package jenkins.model;

import hudson.security.Permission;
import java.io.File;

public class Jenkins {
    public static final Permission ADMINISTER = null;

    protected Jenkins() {}

    public static Jenkins get() {
        return null;
    }

    public File getRootDir() {
        return null;
    }

    public void checkPermission(Permission permission) {}
}
