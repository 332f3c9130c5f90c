// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.step;

import static org.assertj.core.api.Assertions.assertThat;

import io.jenkins.plugins.relocation.jenkins.NamedInventory;
import io.jenkins.plugins.relocation.jenkins.RelocationConfiguration;
import io.jenkins.plugins.relocation.jenkins.standin.Documents;
import io.jenkins.plugins.relocation.jenkins.standin.FakeJenkins;
import io.jenkins.plugins.relocation.jenkins.standin.HelpText;
import io.jenkins.plugins.relocation.model.step.PlanParameters;
import io.jenkins.plugins.relocation.model.step.PlanResult;
import io.jenkins.plugins.relocation.model.step.PrecheckResult;
import io.jenkins.plugins.relocation.model.step.RollbackParameters;
import io.jenkins.plugins.relocation.model.step.RunResult;
import io.jenkins.plugins.relocation.model.step.Scope;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jenkinsci.plugins.workflow.steps.Step;
import org.jenkinsci.plugins.workflow.steps.StepDescriptor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** docs/steps.md: what the help files say, with the parameters and results that the records have. */
class StepsDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/steps.md");

    private static final Map<String, Class<? extends Record>> PARAMETERS = Map.of(
            "relocationPlan", PlanParameters.class,
            "precheck", Scope.class,
            "checkpoint", Scope.class,
            "relocate", Scope.class,
            "verify", Scope.class,
            "rollback", RollbackParameters.class);

    private static final String INTRODUCTION =
            """
            # Steps

            Generated from the help files and parameter records by `StepsDocumentTest`; do not edit. To generate it:
            `mvn test -Dtest=StepsDocumentTest -Drelocation.documents=true`.

            Each step is also a method of the global variable `relocation` (`relocation.checkpoint plan: plan.id`), for pipelines in which another
            plugin or a shared library has taken its name. Results are maps and lists, which the sandbox allows without approval. The steps need no
            agent; inside `node` SSH connections to hosts go through that agent, and from the controller when it is lost. Probes of the kinds
            `tcp`, `http` and `line` are always made from the controller, which has to reach the workload's port; where it does not, let a probe of
            the kind `command` ask on the host itself.

            While a step runs, Jenkins shows what is going on and since when; when Jenkins is restarted, the step goes on. A step that is stopped (by a
            person, `timeout`, a failing parallel branch) puts back what has not resumed on its target, and then ends.
            """;

    @RegisterExtension
    private final FakeJenkins jenkins = new FakeJenkins();

    @Test
    void theDocumentSaysWhatTheHelpFilesSay() throws Exception {
        StringBuilder text = new StringBuilder(INTRODUCTION);
        for (StepDescriptor descriptor : StepCatalogue.descriptors()) {
            text.append(step(descriptor));
        }
        text.append("\n## Global configuration\n\nAlso as code, below `unclassified: relocation:`.\n");
        for (Class<?> type : List.of(RelocationConfiguration.class, NamedInventory.class)) {
            for (String field : StepFields.of(type)) {
                text.append("\n### `%s%s`\n\n%s\n"
                        .formatted(type == NamedInventory.class ? "inventories." : "", field, help(type, "-" + field)));
            }
        }

        Documents.check(DOCUMENT, text.toString());
    }

    @Test
    void everyStepTakesWhatItsRecordHolds() {
        for (StepDescriptor descriptor : StepCatalogue.descriptors()) {
            Class<? extends Record> parameters = PARAMETERS.get(descriptor.getFunctionName());

            assertThat(StepFields.of(StepCatalogue.step(descriptor)))
                    .as(descriptor.getFunctionName())
                    .containsExactlyInAnyOrderElementsOf(Arrays.stream(parameters.getRecordComponents())
                            .map(RecordComponent::getName)
                            .toList());
        }
    }

    private static String step(StepDescriptor descriptor) throws Exception {
        String name = descriptor.getFunctionName();
        Class<? extends Step> type = StepCatalogue.step(descriptor);
        Step empty = descriptor.newInstance(StepCatalogue.required(descriptor));
        StringBuilder text =
                new StringBuilder("\n## `%s`\n\n%s. %s\n".formatted(name, descriptor.getDisplayName(), help(type, "")));
        for (RecordComponent parameter : PARAMETERS.get(name).getRecordComponents()) {
            boolean required = StepCatalogue.required(descriptor).containsKey(parameter.getName());
            text.append("\n### `%s` (%s, %s)\n\n%s\n"
                    .formatted(
                            parameter.getName(),
                            type(parameter),
                            required
                                    ? "required"
                                    : "default " + literal(StepCatalogue.value(empty, parameter.getName())),
                            help(type, "-" + parameter.getName())));
        }
        return text.append("\n### Result\n\n%s.\n".formatted(result(name))).toString();
    }

    private static String help(Class<?> type, String suffix) {
        return HelpText.markdown(
                HelpText.resource(type, "help" + suffix + ".html").orElseThrow());
    }

    private static String type(RecordComponent parameter) {
        Class<?> type = parameter.getType();
        if (type.isEnum()) {
            return "text";
        }
        return Map.of(String.class, "text", int.class, "number", List.class, "list of texts", Map.class, "map of texts")
                .get(type);
    }

    private static String literal(Object value) {
        if (value == null || value.equals("")) {
            return "none";
        }
        if (value instanceof List || value instanceof Map) {
            return "none";
        }
        return "`" + (value instanceof String ? "'" + value + "'" : value) + "`";
    }

    private static String result(String step) {
        Class<? extends Record> type =
                switch (step) {
                    case "relocationPlan" -> PlanResult.class;
                    case "precheck" -> PrecheckResult.class;
                    default -> RunResult.class;
                };
        return Arrays.stream(type.getRecordComponents())
                .map(component -> "`" + component.getName() + "`")
                .collect(Collectors.joining(", "));
    }
}
