// SPDX-License-Identifier: MIT
/** Moves containers of crun, runc and Podman with CRIU, their address and their TCP connections. */
package io.jenkins.plugins.relocation.driver.container;
