// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model.step;

import com.fasterxml.jackson.core.type.TypeReference;
import io.jenkins.plugins.relocation.model.Json;
import java.util.LinkedHashMap;

/** What a step returns. Pipelines see it as maps and lists, which their sandbox allows without approval. */
public sealed interface StepResult permits PlanResult, PrecheckResult, RunResult {
    /** The result as linked hash maps, array lists, text, numbers and booleans. Serialisable. */
    default LinkedHashMap<String, Object> toMap() {
        return Json.mapper().convertValue(this, new TypeReference<LinkedHashMap<String, Object>>() {});
    }
}
