// SPDX-License-Identifier: MIT
/** Makes plans out of goals, writes and reads plan files, and checks the facts that a plan rests on. */
package io.jenkins.plugins.relocation.planner;
