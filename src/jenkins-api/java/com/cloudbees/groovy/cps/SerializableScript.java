// SPDX-License-Identifier: MIT
package com.cloudbees.groovy.cps;

import groovy.lang.Script;
import java.io.Serializable;

public abstract class SerializableScript extends Script implements Serializable {
    private static final long serialVersionUID = 1L;
}
