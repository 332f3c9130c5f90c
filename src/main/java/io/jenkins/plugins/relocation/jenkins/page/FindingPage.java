// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.page;

import io.jenkins.plugins.relocation.model.Finding;
import org.kohsuke.stapler.export.Exported;
import org.kohsuke.stapler.export.ExportedBean;

/** One finding on the page of a build. */
@ExportedBean(defaultVisibility = 3)
public final class FindingPage {
    private final Finding finding;

    FindingPage(Finding finding) {
        this.finding = finding;
    }

    @Exported
    public String getCheck() {
        return finding.check();
    }

    @Exported
    public String getWorkload() {
        return finding.workload();
    }

    @Exported
    public String getHost() {
        return finding.host();
    }

    /** "PASS", "FAIL" or "UNKNOWN". */
    @Exported
    public String getVerdict() {
        return finding.verdict().name();
    }

    /** A sign that goes with the verdict, beside its text and never instead of it. */
    public String getSymbol() {
        return switch (finding.verdict()) {
            case PASS -> "✓";
            case FAIL -> "✗";
            case UNKNOWN -> "?";
        };
    }

    @Exported
    public boolean isRequired() {
        return finding.required();
    }

    /** Whether it stops the move. */
    @Exported
    public boolean isBlocking() {
        return finding.blocks();
    }

    @Exported
    public String getMessage() {
        return HumanText.line(finding.message());
    }

    @Exported
    public String getRemedy() {
        return HumanText.line(finding.remedy());
    }
}
