// SPDX-License-Identifier: MIT
/** Workload partitions of AIX: live moves by checkpoint to storage that both hosts share, static moves where that cannot be. */
package io.jenkins.plugins.relocation.driver.wpar;
