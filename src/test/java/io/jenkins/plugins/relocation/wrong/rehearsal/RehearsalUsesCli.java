// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.rehearsal;

import io.jenkins.plugins.relocation.wrong.cli.Program;

/** Breaks: nothing uses the command line. */
public record RehearsalUsesCli(Program used) {}
