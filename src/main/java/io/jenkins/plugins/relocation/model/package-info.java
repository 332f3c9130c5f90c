// SPDX-License-Identifier: MIT
/** Values that every part of the product shares: inventory, plan, findings, phases, step parameters and results. */
package io.jenkins.plugins.relocation.model;
