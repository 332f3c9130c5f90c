// SPDX-License-Identifier: MIT
/**
 * The fault matrix: moves between simulated hosts that are disturbed at every place where they can be, watched by an observer that
 * knows nothing of the engine.
 */
package io.jenkins.plugins.relocation.faults;
