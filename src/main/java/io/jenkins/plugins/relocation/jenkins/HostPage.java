// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One host that runs under way touch. */
@ExportedBean(defaultVisibility = 2)
public final class HostPage {
    private final String name;
    private final List<String> moves;

    HostPage(String name, List<String> moves) {
        this.name = name;
        this.moves = List.copyOf(moves);
    }

    @Exported
    public String getName() {
        return name;
    }

    /** What leaves it or comes to it, and where that stands. */
    @Exported
    public List<String> getMoves() {
        return moves;
    }
}
