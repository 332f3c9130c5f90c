// SPDX-License-Identifier: MIT
/** A running Jenkins, driven over HTTP: what no stand-in can show. Runs with {@code mvn -Pe2e verify}; see docs/e2e.md. */
package io.jenkins.plugins.relocation.e2e;
