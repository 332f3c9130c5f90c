// SPDX-License-Identifier: MIT
/** Parameters and results of the steps: one record each, shared by Jenkins, the rehearsal and the command line. */
package io.jenkins.plugins.relocation.model.step;
