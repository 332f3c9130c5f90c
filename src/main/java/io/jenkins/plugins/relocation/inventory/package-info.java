// SPDX-License-Identifier: MIT
/** Reads and writes inventory files: YAML to {@code model.Inventory}, and discovered workloads to a draft. */
package io.jenkins.plugins.relocation.inventory;
