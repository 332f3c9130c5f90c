// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import org.codehaus.groovy.ast.AnnotatedNode;
import org.codehaus.groovy.ast.AnnotationNode;
import org.codehaus.groovy.ast.ClassNode;
import org.codehaus.groovy.ast.CodeVisitorSupport;
import org.codehaus.groovy.ast.ImportNode;
import org.codehaus.groovy.ast.expr.DeclarationExpression;
import org.codehaus.groovy.ast.expr.Expression;
import org.codehaus.groovy.control.SourceUnit;

/** Finds {@code @Library} where no folder of a shared library was given. */
final class LibraryAnnotations {
    private final Problems problems;

    LibraryAnnotations(Problems problems) {
        this.problems = problems;
    }

    void refuse(SourceUnit source, ClassNode script) {
        for (ImportNode each : source.getAST().getImports()) {
            refuse(each);
        }
        script.getFields().forEach(this::refuse);
        script.getMethods().forEach(method -> {
            refuse(method);
            method.getCode().visit(new CodeVisitorSupport() {
                @Override
                public void visitDeclarationExpression(DeclarationExpression declaration) {
                    refuse(declaration);
                    super.visitDeclarationExpression(declaration);
                }
            });
        });
    }

    private void refuse(AnnotatedNode node) {
        for (AnnotationNode annotation : node.getAnnotations()) {
            if (annotation.getClassNode().getName().equals(Library.class.getName())) {
                Expression name = annotation.getMember("value");
                problems.add(annotation, Vocabulary.noLibrary(name == null ? "" : name.getText()));
            }
        }
    }
}
