// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.stray;

/** Breaks: its package has no arrows. */
public record Stray() {}
