// SPDX-License-Identifier: MIT
/** Connections to hosts through an agent: only bytes pass it; logins, host keys and secrets stay with the controller. */
package io.jenkins.plugins.relocation.jenkins.agent;
