// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.http;

/** Is used where it must not be. */
public record Client() {}
