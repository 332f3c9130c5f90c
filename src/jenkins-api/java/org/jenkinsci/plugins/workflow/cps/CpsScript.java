// SPDX-License-Identifier: MIT
package org.jenkinsci.plugins.workflow.cps;

import com.cloudbees.groovy.cps.SerializableScript;

public abstract class CpsScript extends SerializableScript {
    private static final long serialVersionUID = 1L;
}
