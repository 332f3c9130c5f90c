// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.driver.one;

import io.jenkins.plugins.relocation.wrong.driver.two.TwoDriver;
import io.jenkins.plugins.relocation.wrong.engine.Engine;

/** Breaks: drivers know neither each other nor the engine. */
public record OneDriver(TwoDriver other, Engine engine) {}
