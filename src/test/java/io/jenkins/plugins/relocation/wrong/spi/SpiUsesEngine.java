// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.spi;

import io.jenkins.plugins.relocation.wrong.engine.Engine;

/** Breaks: the SPI knows no engine. */
public record SpiUsesEngine(Engine used) {}
