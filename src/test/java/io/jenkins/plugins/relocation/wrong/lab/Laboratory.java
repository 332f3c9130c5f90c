// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.lab;

/** Is used where it must not be. */
public record Laboratory() {}
