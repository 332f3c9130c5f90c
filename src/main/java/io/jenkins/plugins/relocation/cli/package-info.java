// SPDX-License-Identifier: MIT
/** The command line: one class for each command that parses, calls the engine and returns an exit status. */
package io.jenkins.plugins.relocation.cli;
