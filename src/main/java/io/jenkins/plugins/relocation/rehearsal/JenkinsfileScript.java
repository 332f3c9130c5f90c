// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.Closure;
import groovy.lang.MissingPropertyException;
import groovy.lang.Script;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a compiled Jenkinsfile extends. The compiler turns steps and directives into calls of the methods with a {@code $}. */
public abstract class JenkinsfileScript extends Script {
    private Build build;
    private StepLibrary library;

    void prepare(Build ofBuild, StepLibrary steps) {
        build = ofBuild;
        library = steps;
    }

    /** Runs a step. */
    public final Object $step(int line, String name, List<Object> arguments) {
        return library.call(name, Arguments.of(line, name, arguments), build);
    }

    /** Runs a step through the global variable {@code relocation}. */
    public final Object $relocation(int line, String name, List<Object> arguments) {
        return $step(line, RelocationSteps.require(line, name), arguments);
    }

    /** Describes something for a step or directive: {@code string(name: 'HOST')}. */
    public final Object $described(int line, String name, List<Object> arguments) {
        return Directive.of(line, name, arguments);
    }

    /** Hands a directive to whoever reads the section it stands in. */
    public final void $directive(int line, String name, List<Object> arguments) {
        build.frame()
                .collector()
                .orElseThrow(() -> new StepFailure("%s does not belong here".formatted(name)).at(line))
                .accept(Directive.of(line, name, arguments));
    }

    /** Runs a declarative pipeline. */
    public final void $pipeline(int line, Closure<?> body) {
        new DeclarativePipeline(build).run(body);
    }

    /** Ends a loop of the script when it has to end. */
    public final void $alive() {
        build.frame().cancellation().check();
    }

    /** A step whose name was not written down as such: {@code "${name}"()}, {@code this.echo()}. */
    public final Object methodMissing(String name, Object arguments) {
        int line = ErrorLocation.current();
        return $step(line, name, Arrays.asList((Object[]) arguments));
    }

    @Override
    public Object getProperty(String name) {
        Object global = global(name);
        return global == null ? variable(name) : global;
    }

    private Object global(String name) {
        return switch (name) {
            case "env" -> build.environment();
            case "params" -> Collections.unmodifiableMap(build.parameters());
            case "currentBuild" -> build.currentBuild();
            case RelocationSteps.GLOBAL -> new RelocationGlobal(this);
            case "steps" -> this;
            default -> null;
        };
    }

    private Object variable(String name) {
        Map<?, ?> variables = getBinding().getVariables();
        if (variables.containsKey(name)) {
            return variables.get(name);
        }
        String value = build.environment().value(name);
        if (value == null) {
            throw new UnknownName(name, build, variables.keySet());
        }
        return value;
    }

    /** Nothing has that name. */
    private static final class UnknownName extends MissingPropertyException {
        private static final long serialVersionUID = 1L;

        private final String text;

        UnknownName(String name, Build build, Set<?> variables) {
            super(name, JenkinsfileScript.class);
            text = "nothing is named '%s' here; variables: %s; parameters: %s; environment: %s"
                    .formatted(
                            name,
                            variables,
                            build.parameters().keySet(),
                            build.frame().environment().keySet());
        }

        @Override
        public String getMessage() {
            return text;
        }
    }
}
