// SPDX-License-Identifier: MIT
/** Real hosts out of Linux namespaces, for integration tests, benchmarks and the demo. */
package io.jenkins.plugins.relocation.lab;
