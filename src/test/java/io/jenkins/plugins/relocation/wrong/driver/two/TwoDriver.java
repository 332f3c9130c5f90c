// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.driver.two;

/** Is used where it must not be. */
public record TwoDriver() {}
