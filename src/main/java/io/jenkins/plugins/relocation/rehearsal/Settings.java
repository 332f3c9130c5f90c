// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.Directive.Directives;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;

/** What pipelines and stages can set: agent, environment, tools, options. */
final class Settings {
    /** Options that change nothing in a single run and need no word. */
    private static final Set<String> KNOWN_HERE = Set.of("skipStagesAfterUnstable", "parallelsAlwaysFailFast");

    private final Build build;

    Settings(Build build) {
        this.build = build;
    }

    /** Says what is there and has no effect here. */
    void announce(Directives directives) {
        directives.inside("triggers", build).all().forEach(entry -> build.output()
                .note("no effect here: triggers %s".formatted(entry.name())));
        directives.inside("options", build).all().stream()
                .map(Directive::name)
                .filter(name -> Describables.OPTIONS.containsKey(name) && !KNOWN_HERE.contains(name)
                        || name.equals("timestamps")
                        || name.equals("ansiColor"))
                .forEach(name -> build.output().note("no effect here: option " + name));
    }

    /** Says which tools Jenkins would install. */
    void tools(Directives directives) {
        directives.inside("tools", build).all().forEach(entry -> build.output()
                .note("no effect here: tools %s %s".formatted(entry.name(), value(entry))));
    }

    /** The frame on the agent. Every agent is this machine, with the one workspace. */
    Frame agent(Directives directives, Frame frame) {
        Optional<Directive> agent = directives.one("agent");
        if (agent.isEmpty()) {
            return frame;
        }
        if (agent.get().arguments().body().isPresent()) {
            agent.get().children(build).all().forEach(kind -> build.output()
                    .step(
                            kind.line(),
                            "agent",
                            "%s %s".formatted(kind.name(), described(kind)).strip()));
            return frame.onNode(true);
        }
        // As in Jenkins, a stage with agent none stays on the agent around it.
        boolean none = agent.get().arguments().positional().contains("none");
        return none ? frame : frame.onNode(true);
    }

    private String described(Directive kind) {
        if (kind.arguments().body().isEmpty()) {
            return value(kind);
        }
        List<String> parts = new ArrayList<>();
        kind.children(build).all().forEach(part -> parts.add(part.name() + ": " + value(part)));
        return String.join(", ", parts);
    }

    private static String value(Directive directive) {
        List<Object> values = directive.arguments().positional();
        return values.isEmpty() ? "…" : String.valueOf(values.get(0));
    }

    /** The frame with the variables that are set. */
    Frame environment(Directives directives, Frame frame) {
        if (directives.one("environment").isEmpty()) {
            return frame;
        }
        Map<String, String> set = new LinkedHashMap<>(frame.environment());
        Frame evaluating = frame.sharing(set).collecting(variable -> set.putAll(values(variable)));
        build.within(evaluating, directives.one("environment").get().body()::call);
        return frame.with(set);
    }

    /** Runs a body within the options that limit or repeat it: the first one is the outermost. */
    Object wrapped(Directives options, Callable<?> body) {
        List<Directive> inside = new ArrayList<>(options.all());
        Collections.reverse(inside);
        Callable<?> inner = body;
        for (Directive option : inside) {
            if (build.steps().wraps(option.name())) {
                inner = wrapped(option, inner);
            }
        }
        return build.within(build.frame(), inner);
    }

    private Callable<?> wrapped(Directive option, Callable<?> inner) {
        Arguments given = option.arguments().around(new CallableClosure(inner));
        return () -> build.steps().call(option.name(), given, build);
    }

    private Map<String, String> values(Directive variable) {
        Object value = variable.arguments().positional().get(0);
        if (value instanceof Directive credentials) {
            return Credentials.variables(
                    variable.name(), credentials.arguments().naming("id"), build);
        }
        if (value == null) {
            throw variable.arguments().fail("%s in environment has no value: it is null", variable.name());
        }
        return Map.of(variable.name(), value.toString());
    }
}
