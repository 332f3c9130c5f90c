// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;

/** Stands for Jenkins's annotation of that name: the shared libraries that a Jenkinsfile uses. */
@Retention(RetentionPolicy.SOURCE)
public @interface Library {
    /** Names of the libraries, each with a version behind an {@code @} or without. */
    String[] value();

    /** Whether Jenkins lists the changes of the library. Has no effect here. */
    boolean changelog() default true;
}
