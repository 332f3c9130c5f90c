// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.wrong.probe;

import io.jenkins.plugins.relocation.wrong.http.Client;

/** Breaks: probes ask through the SPI. */
public record ProbeUsesHttp(Client used) {}
