// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.engine;

import io.jenkins.plugins.relocation.wrong.cli.Program;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Breaks: the engine knows no front end, prints nothing, does not sleep and leaves logging alone. */
public record Engine(Program used) {
    void work() throws InterruptedException {
        System.out.println(used);
        Thread.sleep(1);
        Logger.getLogger("").setLevel(Level.ALL);
    }
}
