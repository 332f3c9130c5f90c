// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.model;

import io.jenkins.plugins.relocation.wrong.spi.Interface;

/** Breaks: the model uses nothing of ours. With {@link io.jenkins.plugins.relocation.wrong.spi.SpiUsesEngine} it also makes a cycle. */
public record ModelUsesSpi(Interface used) {}
