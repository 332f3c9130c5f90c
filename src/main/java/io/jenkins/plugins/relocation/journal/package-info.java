// SPDX-License-Identifier: MIT
/** What a run did, in a file that survives everything: append-only, chained by hashes, synced to disk, one JSON object a line. */
package io.jenkins.plugins.relocation.journal;
