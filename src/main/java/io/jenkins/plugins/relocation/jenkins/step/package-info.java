// SPDX-License-Identifier: MIT
/** The Pipeline steps: thin and asynchronous, they map parameters, call the engine and end when it has settled. */
package io.jenkins.plugins.relocation.jenkins.step;
