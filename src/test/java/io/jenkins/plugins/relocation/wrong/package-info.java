// SPDX-License-Identifier: MIT
/** Classes that break the rules of the architecture on purpose, to see that the rules notice. */
package io.jenkins.plugins.relocation.wrong;
