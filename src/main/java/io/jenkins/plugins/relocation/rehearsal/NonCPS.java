// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Stands for Jenkins's annotation of that name. Has no effect: a rehearsal runs every method directly. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.SOURCE)
public @interface NonCPS {}
