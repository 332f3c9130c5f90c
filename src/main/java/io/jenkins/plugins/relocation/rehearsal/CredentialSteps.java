// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.rehearsal;

import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.BODY;
import static io.jenkins.plugins.relocation.rehearsal.StepSpec.Need.NODE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Steps that lend credentials to the code in their braces. */
final class CredentialSteps {
    /** Names of the classes of bindings, which older scripts use. */
    private static final Map<String, String> CLASSES = Map.of(
            "UsernamePasswordMultiBinding", "usernamePassword",
            "UsernamePasswordBinding", "usernameColonPassword",
            "StringBinding", "string",
            "FileBinding", "file",
            "ZipFileBinding", "zip",
            "SSHUserPrivateKeyBinding", "sshUserPrivateKey",
            "CertificateMultiBinding", "certificate");

    static final List<StepSpec> ALL = List.of(
            StepSpec.of("withCredentials", CredentialSteps::withCredentials, Set.of(BODY), "bindings! any"),
            StepSpec.of(
                    "sshagent", CredentialSteps::agent, Set.of(BODY, NODE), "credentials! any", "ignoreMissing flag"));

    private CredentialSteps() {}

    private static Object withCredentials(Arguments arguments, Build build) throws IOException {
        Map<String, String> set = new LinkedHashMap<>();
        List<Path> files = new ArrayList<>();
        try {
            for (Directive binding : bindings(arguments)) {
                bind(binding, set, files, build);
            }
            return build.within(build.frame().with(set), FlowSteps.code(arguments)::call);
        } finally {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }

    private static List<Directive> bindings(Arguments arguments) {
        Object value = arguments.value("bindings");
        List<?> items = value instanceof List<?> list ? list : List.of(value);
        List<Directive> bindings = new ArrayList<>();
        for (Object item : items) {
            bindings.add(binding(item, arguments));
        }
        return bindings;
    }

    private static Directive binding(Object item, Arguments arguments) {
        Directive found = item instanceof Directive directive ? directive : ofClass(item, arguments);
        StepSpec spec = Describables.BINDINGS.get(found.name());
        if (spec == null) {
            throw arguments.fail(
                    "withCredentials cannot bind %s%s; known: %s",
                    found.name(),
                    Suggestion.of(found.name(), Describables.BINDINGS.keySet()),
                    String.join(", ", Describables.BINDINGS.keySet()));
        }
        return new Directive(found.line(), found.name(), spec.check(found.arguments()));
    }

    private static Directive ofClass(Object item, Arguments arguments) {
        if (item instanceof Map<?, ?> map && CLASSES.containsKey(String.valueOf(map.get("$class")))) {
            Map<Object, Object> rest = new LinkedHashMap<>(map);
            String name = CLASSES.get(String.valueOf(rest.remove("$class")));
            return Directive.of(arguments.line(), name, List.of(rest));
        }
        throw arguments.fail(
                "withCredentials needs a list such as [string(credentialsId: 'token', variable: 'TOKEN')]");
    }

    private static void bind(Directive binding, Map<String, String> set, List<Path> files, Build build)
            throws IOException {
        Arguments arguments = binding.arguments();
        String id = arguments.text("credentialsId");
        Credential found = Credentials.find(id, arguments, build);
        switch (binding.name()) {
            case "usernamePassword" -> {
                set.put(arguments.text("usernameVariable"), found.username());
                set.put(arguments.text("passwordVariable"), found.secret());
            }
            case "usernameColonPassword" -> {
                String both = found.username() + ":" + found.secret();
                build.output().hide(both);
                set.put(arguments.text("variable"), both);
            }
            case "string" -> set.put(arguments.text("variable"), found.secret());
            case "file", "zip" -> set.put(arguments.text("variable"), file(id, found, files, build));
            case "sshUserPrivateKey" -> {
                set.put(arguments.text("keyFileVariable"), file(id, found, files, build));
                optional(arguments, "usernameVariable", found.username(), set);
                optional(arguments, "passphraseVariable", "", set);
            }
            default -> {
                set.put(arguments.text("keystoreVariable"), file(id, found, files, build));
                optional(arguments, "aliasVariable", found.username(), set);
                optional(arguments, "passwordVariable", found.secret(), set);
            }
        }
    }

    private static void optional(Arguments arguments, String parameter, String value, Map<String, String> set) {
        if (arguments.has(parameter)) {
            set.put(arguments.text(parameter), value);
        }
    }

    /** A file that only this user can read, there while the braces run; only its name, when no command is really run. */
    private static String file(String id, Credential found, List<Path> files, Build build) throws IOException {
        if (!build.options().allowShell()) {
            return Credentials.path(id, found, build);
        }
        Path file = Files.createTempFile(
                "credentials-", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        files.add(file);
        Files.writeString(file, found.secret());
        build.output().hide(file.toString());
        return file.toString();
    }

    private static Object agent(Arguments arguments, Build build) {
        for (String id : arguments.texts("credentials")) {
            build.recorder().credentials(id);
            build.output()
                    .note("the ssh-agent of the agent would hold the key '%s'; here it is your own ssh-agent, if any"
                            .formatted(id));
        }
        return FlowSteps.code(arguments).call();
    }
}
