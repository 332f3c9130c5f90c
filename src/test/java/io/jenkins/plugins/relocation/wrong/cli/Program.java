// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.cli;

import io.jenkins.plugins.relocation.wrong.jenkins.Step;

/** Breaks: the command line knows no Jenkins. */
public record Program(Step used) {}
