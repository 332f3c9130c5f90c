// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.Probe;

/** One attempt of one variant of probe. */
@FunctionalInterface
interface Attempt<S extends ProbeSpec> {
    /**
     * Asks once, within the timeout of the question.
     *
     * @throws io.jenkins.plugins.relocation.spi.RelocationException when there is no answer; its message is what was seen
     */
    Probe.Outcome make(S spec, Host on);
}
