// SPDX-License-Identifier: MIT
/** The Jenkins side: configuration, credentials, the page of a build. The only package, with those below it, that knows Jenkins. */
package io.jenkins.plugins.relocation.jenkins;
