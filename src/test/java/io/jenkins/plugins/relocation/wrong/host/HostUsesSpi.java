// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.host;

import io.jenkins.plugins.relocation.wrong.spi.Interface;

/** Breaks nothing. */
public record HostUsesSpi(Interface used) {}
