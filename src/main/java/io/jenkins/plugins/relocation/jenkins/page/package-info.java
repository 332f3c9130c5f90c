// SPDX-License-Identifier: MIT
/** What pages, the remote API and the build log show: text only, made from what the engine knows. */
package io.jenkins.plugins.relocation.jenkins.page;
