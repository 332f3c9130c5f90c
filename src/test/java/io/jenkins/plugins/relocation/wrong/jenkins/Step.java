// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.jenkins;

import io.jenkins.plugins.relocation.wrong.lab.Laboratory;

/** Breaks: the .hpi has no laboratory. */
public record Step(Laboratory used) {}
