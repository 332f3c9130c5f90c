// SPDX-License-Identifier: MIT
/** What the engine asks of drivers, hosts and surroundings, and what they get from it. */
package io.jenkins.plugins.relocation.spi;
