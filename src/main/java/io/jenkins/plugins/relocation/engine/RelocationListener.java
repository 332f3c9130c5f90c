// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

/** Hears what the engine does. Called from several threads; must return quickly; its exceptions are logged and ignored. */
@FunctionalInterface
public interface RelocationListener {
    void on(RelocationEvent event);

    /** Hears nothing. */
    RelocationListener NONE = event -> {};
}
