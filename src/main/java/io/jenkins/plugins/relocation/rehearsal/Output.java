// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What the script says, with secrets masked and the parallel branch named. */
final class Output {
    private static final String MASK = "****";

    private final Set<String> secrets = ConcurrentHashMap.newKeySet();
    private final RehearsalListener listener;
    private final Build build;

    Output(RehearsalListener listener, Build build) {
        this.listener = listener;
        this.build = build;
    }

    /** From now on this text is not shown. */
    void hide(String secret) {
        if (!secret.isBlank()) {
            secrets.add(secret);
        }
    }

    /** Whether a text has something in it that is not shown. */
    boolean hides(String text) {
        return secrets.stream().anyMatch(text::contains);
    }

    void step(int line, String name, String detail) {
        listener.on(new RehearsalEvent.StepStarted(branch(), line, name, oneLine(mask(detail))));
    }

    /** A text of several lines on one. */
    static String oneLine(String text) {
        return text.strip().replaceAll("\\s*\\R\\s*", " ");
    }

    void say(String text) {
        say(branch(), text);
    }

    void say(String branch, String text) {
        listener.on(new RehearsalEvent.Said(branch, mask(text)));
    }

    void note(String text) {
        listener.on(new RehearsalEvent.Noted(branch(), mask(text)));
    }

    void warn(String text) {
        listener.on(new RehearsalEvent.Warned(branch(), mask(text)));
    }

    void stage(int line, String name) {
        listener.on(new RehearsalEvent.StageStarted(branch(), line, name));
    }

    void stage(StageTiming ended) {
        listener.on(new RehearsalEvent.StageEnded(branch(), ended));
    }

    String branch() {
        return build.frame().branch();
    }

    String mask(String text) {
        String masked = text;
        for (String secret : secrets) {
            masked = masked.replace(secret, MASK);
        }
        return masked;
    }
}
