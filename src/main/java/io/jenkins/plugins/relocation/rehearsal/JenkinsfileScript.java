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
import java.util.regex.Pattern;

/** What a compiled Jenkinsfile extends. The compiler turns steps and directives into calls of the methods with a {@code $}. */
public abstract class JenkinsfileScript extends Script {
    private static final Set<String> OF_GROOVY = Set.of("binding", "metaClass", "class");

    private Build build;

    void prepare(Build ofBuild) {
        build = ofBuild;
    }

    /** Runs a step. */
    public final Object $step(int line, String name, List<Object> arguments) {
        return running().steps().call(name, Arguments.of(place(line), name, arguments), build);
    }

    /** Runs a step through the global variable {@code relocation}. */
    public final Object $relocation(int line, String name, List<Object> arguments) {
        return $step(line, RelocationSteps.require(place(line), name), arguments);
    }

    /** Describes something for a step or directive: {@code string(name: 'HOST')}. */
    public final Object $described(int line, String name, List<Object> arguments) {
        return Directive.of(place(line), name, arguments);
    }

    /** Hands a directive to whoever reads the section it stands in. */
    public final void $directive(int line, String name, List<Object> arguments) {
        int at = place(line);
        running()
                .frame()
                .collector()
                .orElseThrow(() -> new StepFailure("%s does not belong here".formatted(name)).at(at))
                .accept(Directive.of(at, name, arguments));
    }

    /** A variable where one that is not set is null. */
    public final Object $variable(int line, String name, List<Object> none) {
        try {
            return getProperty(name);
        } catch (UnknownName e) {
            running().recorder().notice(place(line), "'%s' is not set: Jenkins takes null for it here".formatted(name));
            return null;
        }
    }

    /** Runs a declarative pipeline. */
    public final void $pipeline(int line, Closure<?> body) {
        new DeclarativePipeline(running(), place(line)).run(body);
    }

    /** Ends a loop of the script when it has to end. */
    public final void $alive() {
        running().frame().cancellation().check();
    }

    /**
     * A global variable of the shared library, {@code notify('x')}; or a step whose name was not written down as such:
     * {@code "${name}"()}, {@code this.echo()}.
     */
    public final Object methodMissing(String name, Object arguments) {
        JenkinsfileScript variable = running().variables().get(name);
        if (variable != null && variable != this) {
            return variable.invokeMethod("call", arguments);
        }
        int line = ErrorLocation.current();
        if (Describables.knows(name) && build.steps().find(name).isEmpty()) {
            return Directive.of(line, name, Arrays.asList((Object[]) arguments));
        }
        return $step(line, name, Arrays.asList((Object[]) arguments));
    }

    /** Runs more code, which has the variables of this script. */
    @Override
    public Object evaluate(String text) {
        JenkinsfileScript more = running().code().compiler().more("evaluate", text);
        more.prepare(running());
        more.setBinding(getBinding());
        return more.run();
    }

    @Override
    public Object getProperty(String name) {
        Object global = global(name);
        return global == null ? variable(name) : global;
    }

    @Override
    public void setProperty(String name, Object value) {
        if (!OF_GROOVY.contains(name) && isField(name)) {
            getMetaClass().setProperty(this, name, value);
        } else {
            super.setProperty(name, value);
        }
    }

    private Object global(String name) {
        return switch (name) {
            case "env" -> running().environment();
            case "params" -> Collections.unmodifiableMap(running().parameters());
            case "currentBuild" -> running().currentBuild();
            case RelocationSteps.GLOBAL -> new RelocationGlobal(this);
            case "steps" -> this;
            case "scm" -> Map.of("$class", "scm");
            default -> null;
        };
    }

    private Object variable(String name) {
        Map<?, ?> variables = getBinding().getVariables();
        if (variables.containsKey(name)) {
            return variables.get(name);
        }
        if (isField(name)) {
            return getMetaClass().getProperty(this, name);
        }
        JenkinsfileScript shared = running().variables().get(name);
        if (shared != null) {
            return shared;
        }
        String value = build.environment().value(name);
        if (value == null) {
            throw new UnknownName(name, build, variables.keySet());
        }
        return value;
    }

    private boolean isField(String name) {
        return Arrays.stream(getClass().getDeclaredFields())
                .anyMatch(field -> field.getName().equals(name) && !field.isSynthetic());
    }

    private static int place(int line) {
        return line == 0 ? ErrorLocation.current() : line;
    }

    private Build running() {
        if (build == null) {
            throw new StepFailure("steps, env and params are not there yet where a @Field gets its first value")
                    .at(ErrorLocation.current());
        }
        return build;
    }

    /** Nothing has that name. */
    private static final class UnknownName extends MissingPropertyException {
        private static final long serialVersionUID = 1L;
        private static final Pattern OF_BRANCHES = Pattern.compile("(BRANCH|TAG|CHANGE|GIT)_[A-Z_]+");

        private final String text;

        UnknownName(String name, Build build, Set<?> variables) {
            super(name, JenkinsfileScript.class);
            text = "nothing is named '%s' here%s; variables: %s; parameters: %s; environment: %s"
                    .formatted(
                            name,
                            OF_BRANCHES.matcher(name).matches()
                                    ? ", which jobs of branches have: give it with --env %s=…".formatted(name)
                                    : "",
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
