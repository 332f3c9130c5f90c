// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.variable

import org.jenkinsci.plugins.workflow.cps.CpsScript

/** The steps of the plugin as methods. Each calls the plugin's own step, whoever else has one of the same name; a plan alone needs no name. */
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

    def precheck(String plan) {
        script.relocationCall(step: 'precheck', arguments: [plan: plan])
    }

    def checkpoint(Map arguments) {
        script.relocationCall(step: 'checkpoint', arguments: arguments)
    }

    def checkpoint(String plan) {
        script.relocationCall(step: 'checkpoint', arguments: [plan: plan])
    }

    def relocate(Map arguments) {
        script.relocationCall(step: 'relocate', arguments: arguments)
    }

    def relocate(String plan) {
        script.relocationCall(step: 'relocate', arguments: [plan: plan])
    }

    def verify(Map arguments) {
        script.relocationCall(step: 'verify', arguments: arguments)
    }

    def verify(String plan) {
        script.relocationCall(step: 'verify', arguments: [plan: plan])
    }

    def rollback(Map arguments) {
        script.relocationCall(step: 'rollback', arguments: arguments)
    }

    def rollback(String plan) {
        script.relocationCall(step: 'rollback', arguments: [plan: plan])
    }
}
