// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins;

import java.util.List;

/** Says what is wrong with the text of an inventory. Looks at no host. */
@FunctionalInterface
public interface InventoryCheck {
    /** Problems, each with line, field and what to write instead; empty: none. */
    List<String> problems(String yaml);
}
