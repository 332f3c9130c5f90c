// SPDX-License-Identifier: MIT
/** The part of the relocation that works on the hosts themselves: the host script, guards, supervisors. */
package io.jenkins.plugins.relocation.host;
