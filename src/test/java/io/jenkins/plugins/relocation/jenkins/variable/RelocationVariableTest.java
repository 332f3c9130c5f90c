// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.jenkins.variable;

import static org.assertj.core.api.Assertions.assertThat;

import groovy.lang.Binding;
import groovy.lang.GroovyClassLoader;
import groovy.lang.MissingMethodException;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.codehaus.groovy.runtime.InvokerHelper;
import org.jenkinsci.plugins.workflow.cps.CpsScript;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The Groovy source of the variable, compiled by the Groovy that Jenkins has, as a pipeline's class loader does it. */
class RelocationVariableTest {
    private static final String CALLER =
            """
            import org.jenkinsci.plugins.workflow.cps.CpsScript
            class Caller extends CpsScript {
                List calls = []
                Object run() { null }
                Object invokeMethod(String name, Object arguments) {
                    calls << [name, arguments[0]]
                    return 'result'
                }
            }
            """;

    @Test
    void callsThePluginsOwnStepWhoeverElseHasOneOfThatName() throws Exception {
        CpsScript script = script();
        Object relocation = new RelocationVariable().getValue(script);

        for (String step : List.of("relocationPlan", "precheck", "checkpoint", "relocate", "verify", "rollback")) {
            assertThat(InvokerHelper.invokeMethod(relocation, step, Map.of("plan", "p-1")))
                    .isEqualTo("result");
        }

        List<?> calls = (List<?>) InvokerHelper.getProperty(script, "calls");
        assertThat(calls).hasSize(6);
        assertThat(calls.get(2))
                .isEqualTo(List.of("relocationCall", Map.of("step", "checkpoint", "arguments", Map.of("plan", "p-1"))));
    }

    /** As the steps themselves do, and as the snippet generator writes them. */
    @Test
    void takesThePlanWithoutItsName() throws Exception {
        CpsScript script = script();
        Object relocation = new RelocationVariable().getValue(script);

        for (String step : List.of("precheck", "checkpoint", "relocate", "verify", "rollback")) {
            InvokerHelper.invokeMethod(relocation, step, "p-1");
        }

        assertThat((List<?>) InvokerHelper.getProperty(script, "calls"))
                .hasSize(5)
                .last()
                .isEqualTo(List.of("relocationCall", Map.of("step", "rollback", "arguments", Map.of("plan", "p-1"))));
    }

    @Test
    void isOneObjectInOneScriptAndCanBeSaved() throws Exception {
        CpsScript script = script();

        Object first = new RelocationVariable().getValue(script);

        assertThat(new RelocationVariable().getValue(script)).isSameAs(first);
        assertThat(script.getBinding().getVariable("relocation")).isSameAs(first);
        assertThat(first).isInstanceOf(java.io.Serializable.class);
        assertThat(new RelocationVariable().getName()).isEqualTo("relocation");
    }

    @Test
    void hasTheSameStepsAsTheRehearsal() throws Exception {
        Object relocation = new RelocationVariable().getValue(script());

        List<String> own = new ArrayList<>();
        for (java.lang.reflect.Method method : relocation.getClass().getDeclaredMethods()) {
            if (!method.isSynthetic()
                    && !method.getName().matches(".*\\$.*|[gs]etMetaClass|[gs]etProperty|invokeMethod")) {
                own.add(method.getName());
            }
        }

        assertThat(new TreeSet<>(own))
                .containsExactly("checkpoint", "precheck", "relocate", "relocationPlan", "rollback", "verify");
    }

    @Test
    void refusesAnUnknownStep() throws Exception {
        Object relocation = new RelocationVariable().getValue(script());

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> InvokerHelper.invokeMethod(relocation, "teleport", Map.of()))
                .isInstanceOf(MissingMethodException.class);
    }

    @Test
    void letsPipelineLoadThatSourceAndNoOther(@TempDir Path folder) throws Exception {
        URL source = RelocationVariable.class.getResource("Relocation.groovy");
        Path other = Files.writeString(folder.resolve("Relocation.groovy"), "");
        RelocationSource allowed = new RelocationSource();

        assertThat(allowed.isAllowed(source.toString())).isTrue();
        assertThat(allowed.isAllowed(other.toUri().toString())).isFalse();
        assertThat(allowed.isAllowed(source + "/../Other.groovy")).isFalse();
    }

    private static CpsScript script() throws IOException, ReflectiveOperationException {
        // Compiles sources that it finds as resources, as the loader of a pipeline does.
        GroovyClassLoader loader = new GroovyClassLoader(RelocationVariableTest.class.getClassLoader());
        try (InputStream in = RelocationVariable.class.getResourceAsStream("Relocation.groovy")) {
            loader.parseClass(new String(in.readAllBytes(), StandardCharsets.UTF_8), "Relocation.groovy");
        }
        Class<?> type = loader.parseClass(CALLER, "Caller.groovy");
        try {
            CpsScript script = (CpsScript) type.getConstructor().newInstance();
            script.setBinding(new Binding());
            return script;
        } catch (InvocationTargetException e) {
            throw new IllegalStateException(e.getCause());
        }
    }
}
