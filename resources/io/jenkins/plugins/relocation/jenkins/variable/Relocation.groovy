// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.variable

import org.jenkinsci.plugins.workflow.cps.CpsScript

/** The steps of the plugin as methods. Each calls the plugin's own step, whoever else has one of the same name. */
class Relocation implements Serializable {
    private static final long serialVersionUID = 1L

    private final CpsScript script

    Relocation(CpsScript script) {
        this.script = script
    }

    def relocationPlan(Map arguments) {
        script.relocationCall(step: 'relocationPlan', arguments: arguments)
    }

    def precheck(Map arguments) {
        script.relocationCall(step: 'precheck', arguments: arguments)
    }

    def checkpoint(Map arguments) {
        script.relocationCall(step: 'checkpoint', arguments: arguments)
    }

    def relocate(Map arguments) {
        script.relocationCall(step: 'relocate', arguments: arguments)
    }

    def verify(Map arguments) {
        script.relocationCall(step: 'verify', arguments: arguments)
    }

    def rollback(Map arguments) {
        script.relocationCall(step: 'rollback', arguments: arguments)
    }
}
