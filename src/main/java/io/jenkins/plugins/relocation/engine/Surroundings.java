// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.engine;

import io.jenkins.plugins.relocation.spi.Guards;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.HttpCalls;
import io.jenkins.plugins.relocation.spi.Ticker;

/**
 * What the engine works with; put together by a front end.
 *
 * @param store plans and journals
 * @param directory hosts by name
 * @param hosts shells on hosts
 * @param http HTTP calls of probes
 * @param guards guards on hosts
 * @param drivers the drivers there are
 * @param ticker time
 * @param settings how long to try
 */
public record Surroundings(
        RunStore store,
        HostDirectory directory,
        HostAccess hosts,
        HttpCalls http,
        Guards guards,
        DriverRegistry drivers,
        Ticker ticker,
        EngineSettings settings) {}
