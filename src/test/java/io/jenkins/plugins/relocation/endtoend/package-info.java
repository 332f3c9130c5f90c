// SPDX-License-Identifier: MIT
/** The program as its users have it, on real hosts: every claim is looked at from outside. */
package io.jenkins.plugins.relocation.endtoend;
