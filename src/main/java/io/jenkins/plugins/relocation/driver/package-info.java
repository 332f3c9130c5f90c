// SPDX-License-Identifier: MIT
/** What drivers share: reports of hosts, what CRIU says, and the way of memory from host to host. */
package io.jenkins.plugins.relocation.driver;
