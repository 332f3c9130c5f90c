// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Set;

/**
 * What a file may call.
 *
 * @param steps all steps
 * @param variables global variables of the shared library
 * @param libraries whether there is a shared library
 * @param delegates whether the library hands closures to objects of its own, whose methods may then be called in them
 * @param shared whether the file is one of the shared library: its lines are none of the Jenkinsfile
 */
record Vocabulary(StepLibrary steps, Set<String> variables, boolean libraries, boolean delegates, boolean shared) {
    Vocabulary {
        variables = Set.copyOf(variables);
    }

    /** Why a shared library cannot be used. */
    static String noLibrary(String name) {
        return "%s is not here: give the folder that holds its vars and src with --library DIR"
                .formatted(name.isEmpty() ? "a shared library" : "the shared library " + name);
    }

    /** Why there is nothing of that name. */
    String unknown(String name) {
        return steps.unknown(name, variables);
    }
}
