// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli.demo;

import io.jenkins.plugins.relocation.engine.Caller;
import io.jenkins.plugins.relocation.engine.Relocator;
import io.jenkins.plugins.relocation.lab.Laboratory;

/**
 * Moves processes and a container on real hosts while clients use them, and compares before and after from outside. What it
 * shows as a result was looked at, never assumed; anything that was lost makes it fail.
 */
public final class Demo {
    private final ProcessActs processes;
    private final ContainerActs containers;
    private final DemoFolder folder;
    private final Screen screen;

    public Demo(Laboratory laboratory, DemoFolder folder, Relocator relocator, Caller caller, Screen screen) {
        this.processes = new ProcessActs(laboratory, folder, relocator, caller, screen);
        this.containers = new ContainerActs(laboratory, folder, relocator, caller, screen);
        this.folder = folder;
        this.screen = screen;
    }

    /**
     * Shows all acts.
     *
     * @param withoutContainers why containers are left out; the ways back are then shown with processes. Empty: they are not
     * @return the exit status, 0 when everything was as it should be
     */
    public int run(String withoutContainers) {
        processes.show(!withoutContainers.isEmpty());
        if (withoutContainers.isEmpty()) {
            containers.show();
        } else {
            screen.leaveOut("containers whose connections survive: " + withoutContainers);
        }
        int status = screen.finish();
        if (folder.kept()) {
            screen.say("Plans and journals are kept in " + folder.path());
        }
        return status;
    }
}
