// SPDX-License-Identifier: MIT
/** Runs plans: phases, journal, recovery. Knows no technology and no front end. */
package io.jenkins.plugins.relocation.engine;
