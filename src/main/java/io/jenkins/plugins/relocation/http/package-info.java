// SPDX-License-Identifier: MIT
/** Asks HTTP servers, with Apache HttpClient. */
package io.jenkins.plugins.relocation.http;
