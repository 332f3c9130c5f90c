// SPDX-License-Identifier: MIT
/** Asks whether applications work: over TCP, HTTP, a command, a line protocol, or by the state of their processes. */
package io.jenkins.plugins.relocation.probe;
