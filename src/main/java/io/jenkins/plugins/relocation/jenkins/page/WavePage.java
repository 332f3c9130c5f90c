// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import java.util.List;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One wave on the page of a build. */
@ExportedBean(defaultVisibility = 3)
public final class WavePage {
    private final int number;
    private final List<MovePage> moves;

    WavePage(int number, List<MovePage> moves) {
        this.number = number;
        this.moves = List.copyOf(moves);
    }

    /** 1 for the first wave. */
    @Exported
    public int getNumber() {
        return number;
    }

    @Exported
    public List<MovePage> getMoves() {
        return moves;
    }
}
