// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.spi;

import io.jenkins.plugins.relocation.wrong.model.ModelUsesSpi;

/** Allowed: the SPI uses the model. */
public interface Interface {
    ModelUsesSpi used();
}
