// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.cli;

import io.jenkins.plugins.relocation.engine.RunStore;
import io.jenkins.plugins.relocation.model.FileErrors;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.Plan;
import io.jenkins.plugins.relocation.planner.PlanFile;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Reads what commands are given. */
final class Inputs {
    private static final long LARGEST = 16L << 20;

    private Inputs() {}

    /** Text of a file. */
    static String text(Path file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    private static byte[] bytes(Path file) {
        try {
            if (Files.size(file) > LARGEST) {
                throw new RelocationException(
                        ErrorCode.BAD_INPUT, "%s is larger than %s".formatted(file, Texts.bytes(LARGEST)));
            }
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT, "there is no file %s".formatted(Names.quote(file.toString())), e);
        } catch (IOException e) {
            throw new RelocationException(
                    ErrorCode.BAD_INPUT,
                    "cannot read %s: %s".formatted(Names.quote(file.toString()), FileErrors.reason(e)),
                    e);
        }
    }

    /** Id of a plan that is given as an id, or as a file, which is then kept in the home. */
    static String planId(String given, RunStore store) {
        Path file = Path.of(given);
        if (!given.matches("p-[0-9a-f]{12}") || Files.exists(file)) {
            if (!Files.exists(file)) {
                throw new RelocationException(
                        ErrorCode.BAD_INPUT,
                        "%s is neither a file nor the id of a plan, which is p- and 12 hexadecimal digits"
                                .formatted(Names.quote(given)));
            }
            Plan plan = PlanFile.read(bytes(file), given);
            store.keep(plan);
            return plan.id();
        }
        return store.plan(given).id();
    }
}
