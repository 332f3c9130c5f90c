// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.util.List;
import java.util.stream.Collectors;

/** An inventory file cannot be used. The message has one line for each problem, in the order of the file. */
public final class InventoryException extends RelocationException {
    private static final long serialVersionUID = 1L;
    private static final int SHOWN = 200;

    private final transient List<Problem> problems;

    InventoryException(List<Problem> problems) {
        super(ErrorCode.BAD_INPUT, message(problems));
        this.problems = List.copyOf(problems);
    }

    /** All problems, in the order of the file; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        String shown = problems.stream().limit(SHOWN).map(Problem::describe).collect(Collectors.joining("\n"));
        int left = problems.size() - SHOWN;
        return left > 0 ? "%s\nand %d more problems".formatted(shown, left) : shown;
    }
}
