// SPDX-License-Identifier: MIT
/** The global variable {@code relocation}. Needs Pipeline's Groovy; without it the rest of the plugin works. */
package io.jenkins.plugins.relocation.jenkins.variable;
