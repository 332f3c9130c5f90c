// SPDX-License-Identifier: MIT
/** Hosts over SSH: kept connections, persistent shells, streams, jump hosts, pinned host keys, quoting. Only here: JSch. */
package io.jenkins.plugins.relocation.ssh;
