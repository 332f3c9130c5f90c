// SPDX-License-Identifier: MIT
/** Moves plain process trees with CRIU. */
package io.jenkins.plugins.relocation.driver.process;
