// SPDX-License-Identifier: MIT
/** What tests of the Jenkins side need: a small Jenkins, builds, step contexts and an engine, all in this process. */
package io.jenkins.plugins.relocation.jenkins.standin;
