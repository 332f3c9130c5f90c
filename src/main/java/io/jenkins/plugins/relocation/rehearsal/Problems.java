// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import org.codehaus.groovy.ast.ASTNode;

/** Takes what is wrong in a file. */
@FunctionalInterface
interface Problems {
    void add(ASTNode where, String message);
}
