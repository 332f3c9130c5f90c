// SPDX-License-Identifier: MIT
package jenkins.model;

import hudson.model.Computer;
import hudson.security.AccessControlled;
import hudson.security.Permission;
import hudson.security.PermissionGroup;
import hudson.security.PermissionScope;
import java.io.File;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jvnet.localizer.Localizable;

/** Stand-in for tests. */
public class Jenkins implements AccessControlled {
    public static final Permission ADMINISTER = new Permission(
            new PermissionGroup(Jenkins.class, new Plain("Overall")),
            "Administer",
            new Plain("Everything."),
            null,
            true,
            new PermissionScope[] {PermissionScope.JENKINS});

    private static volatile Jenkins instance;
    private final File rootDir;
    private final Map<String, Computer> computers = new ConcurrentHashMap<>();

    private Jenkins(File rootDir) {
        this.rootDir = rootDir;
    }

    public static void set(File rootDir) {
        instance = new Jenkins(rootDir);
    }

    public static Jenkins get() {
        return instance;
    }

    public File getRootDir() {
        return rootDir;
    }

    public void put(Computer computer) {
        computers.put(computer.getName(), computer);
    }

    public void remove(Computer computer) {
        computers.remove(computer.getName());
    }

    public Computer getComputer(String name) {
        return computers.get(name);
    }

    private static final class Plain extends Localizable {
        private static final long serialVersionUID = 1L;
        private final String text;

        Plain(String text) {
            super(null, text);
            this.text = text;
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
