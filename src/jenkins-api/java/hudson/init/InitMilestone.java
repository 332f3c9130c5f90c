// SPDX-License-Identifier: MIT
package hudson.init;

public enum InitMilestone {
    PLUGINS_STARTED,
    EXTENSIONS_AUGMENTED
}
