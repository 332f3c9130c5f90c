// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import io.jenkins.plugins.relocation.engine.EngineSettings;
import io.jenkins.plugins.relocation.engine.Steps;
import io.jenkins.plugins.relocation.spi.Dialer;
import io.jenkins.plugins.relocation.spi.Secrets;
import java.nio.file.Path;

/** Opens the engine. */
@FunctionalInterface
public interface EngineFactory {
    /**
     * The steps of the engine. Called once for each step that runs, from several threads: it must be cheap, and what calls
     * share (locks, journals, connections), the factory shares by home.
     *
     * @param home directory of plans and journals; may not exist yet
     * @param secrets resolves credentials ids on behalf of one build; may be used long after the step has ended
     * @param dialer makes connections to hosts
     * @param settings how long to try
     */
    Steps open(Path home, Secrets secrets, Dialer dialer, EngineSettings settings);
}
