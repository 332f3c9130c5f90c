// SPDX-License-Identifier: MIT
/** Real servers on 127.0.0.1 that behave well or badly, for tests. */
package io.jenkins.plugins.relocation.servers;
