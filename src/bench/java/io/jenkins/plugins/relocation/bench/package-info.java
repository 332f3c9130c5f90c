// SPDX-License-Identifier: MIT
/** Compares ways of moving processes between the hosts of a laboratory. No part of the product. */
package io.jenkins.plugins.relocation.bench;
