// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import io.jenkins.plugins.relocation.rehearsal.Directive.Directives;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;

/** What pipelines and stages can set: agent, environment, tools, options. */
final class Settings {
    /** Options that need Jenkins itself and change nothing in a single run. */
    private static final Set<String> WITHOUT_EFFECT = Set.of(
            "timestamps",
            "disableConcurrentBuilds",
            "buildDiscarder",
            "skipDefaultCheckout",
            "disableResume",
            "disableRestartFromStage",
            "preserveStashes",
            "quietPeriod",
            "durabilityHint",
            "ansiColor");

    private final Build build;

    Settings(Build build) {
        this.build = build;
    }

    /** Says what is there and has no effect here. */
    void announce(Directives directives) {
        for (String name : Set.of("tools", "triggers")) {
            directives.inside(name, build).all().forEach(entry -> build.output()
                    .note("no effect here: %s %s".formatted(name, entry.name())));
        }
        directives.inside("options", build).all().stream()
                .map(Directive::name)
                .filter(WITHOUT_EFFECT::contains)
                .forEach(name -> build.output().note("no effect here: option " + name));
    }

    /** The frame on the agent. Every agent is this machine. */
    Frame agent(Directives directives, Frame frame) {
        return directives
                .one("agent")
                .map(agent -> frame.onNode(!agent.arguments().positional().contains("none")))
                .orElse(frame);
    }

    /** The frame with the variables that are set. Each can use those before it. */
    Frame environment(Directives directives, Frame frame) {
        if (directives.one("environment").isEmpty()) {
            return frame;
        }
        Map<String, String> set = new LinkedHashMap<>(frame.environment());
        Frame evaluating = frame.sharing(set).collecting(variable -> set.put(variable.name(), value(variable)));
        build.within(evaluating, directives.one("environment").get().body()::call);
        return frame.with(set);
    }

    /** Runs a body within the options that limit or repeat it. */
    <T> T wrapped(Directives options, Callable<T> body) {
        Callable<T> inner = body;
        for (Directive option : options.all()) {
            Callable<T> wrapped = inner;
            Arguments arguments = option.arguments();
            inner = switch (option.name()) {
                case "timeout" -> () -> FlowSteps.within(build, arguments.naming("time"), wrapped);
                case "retry" -> () -> FlowSteps.again(build, arguments.naming("count"), wrapped);
                case "lock" ->
                    () -> FlowSteps.locked(build, arguments.naming("resource").text("resource"), wrapped);
                default -> wrapped;
            };
        }
        return build.within(build.frame(), inner);
    }

    private String value(Directive variable) {
        Object value = variable.arguments().positional().get(0);
        if (value instanceof Directive credentials) {
            return secret(credentials);
        }
        if (value instanceof CharSequence || value instanceof Number || value instanceof Boolean) {
            return value.toString();
        }
        throw variable.arguments().fail("%s in environment must be text, is %s", variable.name(), value);
    }

    private String secret(Directive credentials) {
        Arguments arguments = credentials.arguments().naming("id");
        String id = arguments.text("id");
        String secret = build.options().answers().credentials().get(id);
        if (secret == null) {
            throw arguments.fail("credentials '%s' have no answer: put them into credentials of the answers file", id);
        }
        build.output().hide(secret);
        return secret;
    }
}
