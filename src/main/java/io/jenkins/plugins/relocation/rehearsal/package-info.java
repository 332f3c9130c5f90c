// SPDX-License-Identifier: MIT
/** Runs a Jenkinsfile without Jenkins, with the relocation steps on the real engine. Offers no sandbox. */
package io.jenkins.plugins.relocation.rehearsal;
