// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.bench;

import java.io.IOException;

/** placeholder */
final class Report {
    Report(Samples samples, Machine machine, Options options) {}

    void write() throws IOException {}
}
