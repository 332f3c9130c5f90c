// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.planner;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.ArrayList;
import java.util.List;

/** Says why there is no plan: one line for each thing that is in the way. */
final class Infeasible {
    private final String headline;
    private final List<String> lines = new ArrayList<>();

    Infeasible(String headline) {
        this.headline = headline;
    }

    void add(String line) {
        lines.add(line);
    }

    void throwIfAny() {
        if (!lines.isEmpty()) {
            throw exception();
        }
    }

    RelocationException exception() {
        return new RelocationException(
                ErrorCode.INFEASIBLE, "no plan: %s\n%s".formatted(headline, String.join("\n", lines)));
    }
}
