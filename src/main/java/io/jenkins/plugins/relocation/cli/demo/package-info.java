// SPDX-License-Identifier: MIT
/** The demonstration: real workloads on real hosts of the laboratory, moved while clients use them. */
package io.jenkins.plugins.relocation.cli.demo;
