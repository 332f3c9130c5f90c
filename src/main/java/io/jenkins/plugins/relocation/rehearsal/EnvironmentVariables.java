// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import groovy.lang.GroovyObjectSupport;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** The global variable {@code env} of the script. Public because Groovy calls it; not for use in Java. */
public final class EnvironmentVariables extends GroovyObjectSupport {
    private final Map<String, String> global = new ConcurrentHashMap<>();
    private final Build build;

    EnvironmentVariables(Build build, String job, Path workspace) {
        this.build = build;
        inherit("PATH", "HOME", "USER", "LANG");
        global.put("BUILD_NUMBER", "1");
        global.put("BUILD_ID", "1");
        global.put("BUILD_DISPLAY_NAME", "#1");
        global.put("BUILD_TAG", "jenkins-%s-1".formatted(job));
        global.put("BUILD_URL", "https://jenkins.invalid/job/%s/1/".formatted(job));
        global.put("JENKINS_URL", "https://jenkins.invalid/");
        global.put("JOB_NAME", job);
        global.put("JOB_BASE_NAME", job);
        global.put("NODE_NAME", "rehearsal");
        global.put("EXECUTOR_NUMBER", "0");
        global.put("WORKSPACE", workspace.toString());
        global.putAll(build.options().scene().environment());
    }

    /** The variable's value; null, as in Jenkins, when it is not set. */
    @Override
    public Object getProperty(String name) {
        return value(name);
    }

    @Override
    public void setProperty(String name, Object value) {
        set(name, value);
    }

    /** {@code env['NAME']}. */
    public Object getAt(String name) {
        return value(name);
    }

    /** {@code env['NAME'] = 'value'}. */
    public void putAt(String name, Object value) {
        set(name, value);
    }

    /** All variables. */
    public Map<String, String> getEnvironment() {
        return all();
    }

    /** The value; null when it is not set. */
    String value(String name) {
        String local = build.frame().environment().get(name);
        if (local != null) {
            return local;
        }
        String value = global.get(name);
        Object parameter = build.parameters().get(name);
        return value != null || parameter == null ? value : parameter.toString();
    }

    Map<String, String> all() {
        Map<String, String> all = new TreeMap<>();
        build.parameters().forEach((name, value) -> all.put(name, String.valueOf(value)));
        all.putAll(global);
        all.putAll(build.frame().environment());
        return all;
    }

    private void set(String name, Object value) {
        global.put(name, String.valueOf(value));
    }

    private void inherit(String... names) {
        for (String name : names) {
            String value = System.getenv(name);
            if (value != null) {
                global.put(name, value);
            }
        }
    }
}
