// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Looks credentials up in the answers and puts them into variables. */
final class Credentials {
    private Credentials() {}

    /**
     * The credentials of that id. Without an answer a placeholder stands for them, as long as no command is really run.
     */
    static Credential find(String id, Arguments asking, Build build) {
        build.recorder().credentials(id);
        Optional<Credential> answer =
                Optional.ofNullable(build.options().answers().credentials().get(id));
        if (answer.isEmpty() && build.options().allowShell()) {
            throw asking.fail("credentials '%s' have no answer: put them into credentials of the answers file", id);
        }
        if (answer.isEmpty()) {
            build.output().note("credentials '%s' have no answer: a placeholder stands for them".formatted(id));
        }
        Credential found = answer.orElseGet(() -> Credential.placeholder(id));
        build.output().hide(found.secret());
        return found;
    }

    /** What {@code NAME = credentials('id')} sets, as Jenkins does for each kind. */
    static Map<String, String> variables(String name, Arguments asking, Build build) {
        String id = asking.text("id");
        Credential found = find(id, asking, build);
        Map<String, String> set = new LinkedHashMap<>();
        switch (found.kind()) {
            case TEXT -> set.put(name, found.secret());
            case FILE -> set.put(name, path(id, found, build));
            case KEY -> {
                set.put(name, path(id, found, build));
                set.put(name + "_USR", found.username());
                set.put(name + "_PSW", "");
            }
            case LOGIN -> login(name, found, set, build);
            case UNKNOWN -> {
                login(name, found, set, build);
                set.put(name, found.secret());
                // It may be read as a file, too.
                build.files().write(build.frame().directory().resolve(found.secret()), found.secret());
            }
        }
        return set;
    }

    private static void login(String name, Credential found, Map<String, String> set, Build build) {
        set.put(name, found.username() + ":" + found.secret());
        build.output().hide(set.get(name));
        set.put(name + "_USR", found.username());
        set.put(name + "_PSW", found.secret());
    }

    /** The name of a file that holds the secret, in memory unless commands are really run. */
    static String path(String id, Credential found, Build build) {
        Path file = build.frame().directory().resolve("credentials-" + id);
        if (!build.files().real()) {
            build.files().write(file, found.secret());
        }
        build.output().hide(file.toString());
        return file.toString();
    }
}
