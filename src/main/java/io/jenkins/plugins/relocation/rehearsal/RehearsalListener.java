// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

/** Hears what a rehearsal does. Called from several threads; must return quickly. */
@FunctionalInterface
public interface RehearsalListener {
    void on(RehearsalEvent event);

    /** Hears nothing. */
    RehearsalListener NONE = event -> {};
}
