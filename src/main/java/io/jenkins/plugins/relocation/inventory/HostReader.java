// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Limits;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Login.Become;
import io.jenkins.plugins.relocation.model.Transfer;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Reads one host. What a value may look like is the model's business: it is asked with an otherwise valid host. */
final class HostReader {
    private static final int SSH_PORT = 22;
    private static final Login ANYBODY = new Login("root", "", Become.NONE);
    private static final Host SAMPLE = Host.of("sample", "127.0.0.1", SSH_PORT, ANYBODY, "ssh-ed25519 AAAA");

    private final Defaults defaults;

    HostReader(Defaults defaults) {
        this.defaults = defaults;
    }

    Optional<Host> read(Fields fields) {
        return fields.whole(() -> {
            String name = fields.required("name", "write a name that is unique in this file")
                    .flatMap(Value::name)
                    .orElse(SAMPLE.name());
            String address = fields.required("address", "write the host name or IP address that the controller reaches")
                    .flatMap(HostReader::address)
                    .orElse(SAMPLE.address());
            int port = fields.or("port", SSH_PORT, value -> value.number(1, 65535));
            Login login = login(fields.below("login", Shape.LOGIN, defaults.login()));
            List<String> keys = hostKeys(fields);
            String jump = fields.or("jump", "", Value::name);
            List<String> labels = names(fields.list("labels"));
            Limits limits = limits(fields.below("limits", Shape.LIMITS, defaults.limits()));
            Transfer transfer = transfer(fields.below("transfer", Shape.TRANSFER, Optional.empty()));
            String stateDir = fields.or("stateDir", Host.STATE_DIR, HostReader::directory);
            String imageDir = fields.or("imageDir", Host.IMAGE_DIR, HostReader::directory);
            List<String> algorithms = algorithms(fields);
            return () -> new Host(
                    name, address, port, login, keys, jump, labels, limits, transfer, stateDir, imageDir, algorithms);
        });
    }

    static List<String> names(List<Value> values) {
        return values.stream().flatMap(value -> value.name().stream()).toList();
    }

    /** Limits where the values are right, and valid ones where they are not. */
    static Limits limits(Fields fields) {
        Limits standard = Limits.DEFAULT;
        int in = fields.or("movesIn", standard.movesIn(), value -> value.number(1, Integer.MAX_VALUE));
        int out = fields.or("movesOut", standard.movesOut(), value -> value.number(1, Integer.MAX_VALUE));
        return new Limits(in, out, fields.or("memoryReserve", standard.memoryReserve(), Value::size));
    }

    static void checkLogin(Fields fields) {
        user(fields.get("user"));
        fields.get("credentials").ifPresent(Value::text);
        become(fields);
    }

    private static Login login(Fields fields) {
        String user = user(fields.required("user", "write the account to log in with, here or in defaults: login:"));
        return new Login(user, fields.or("credentials", "", Value::text), become(fields));
    }

    private static String user(Optional<Value> value) {
        return value.flatMap(user -> user.text(
                        text -> new Login(text, "", Become.NONE),
                        "is not an account name",
                        "write a name such as root or ops"))
                .orElse(ANYBODY.user());
    }

    private static Become become(Fields fields) {
        return fields.or("become", Become.NONE, value -> value.choice(Become.class));
    }

    private static Transfer transfer(Fields fields) {
        Transfer.Path path = fields.or("path", Transfer.DEFAULT.path(), value -> value.choice(Transfer.Path.class));
        return new Transfer(path, fields.or("address", "", HostReader::address));
    }

    private static List<String> hostKeys(Fields fields) {
        String instead = "write [\"ssh-ed25519 AAAA...\"], the first two words of"
                + " /etc/ssh/ssh_host_ed25519_key.pub on the host";
        Optional<Value> value = fields.required("hostKeys", instead);
        List<Value> values = value.map(Value::list).orElse(List.of());
        if (value.filter(keys -> keys.isEmptyList()).isPresent()) {
            value.get().wrong("pins no key", instead);
        }
        List<String> keys =
                values.stream().flatMap(key -> hostKey(key, instead).stream()).toList();
        return keys.isEmpty() ? SAMPLE.hostKeys() : keys;
    }

    private static Optional<String> hostKey(Value value, String instead) {
        Consumer<String> rule =
                text -> Host.of(SAMPLE.name(), SAMPLE.address(), SSH_PORT, ANYBODY, withoutComment(text));
        return value.text(rule, "is not a public host key", instead).map(HostReader::withoutComment);
    }

    // The third word of a .pub file says who made the key: people paste it along, and it means nothing here.
    private static String withoutComment(String key) {
        String[] words = key.strip().split("[ \\t]+", 3);
        return words.length < 2 ? key : words[0] + " " + words[1];
    }

    private static List<String> algorithms(Fields fields) {
        return fields.list("algorithms").stream()
                .flatMap(value -> value
                        .text(
                                text -> sample("/a", "/b", List.of(text)),
                                "is not the name of an SSH algorithm",
                                "write one such as ssh-rsa, as the SSH server's log names it")
                        .stream())
                .toList();
    }

    private static Optional<String> address(Value value) {
        return value.text(
                text -> Host.of(
                        SAMPLE.name(),
                        text,
                        SSH_PORT,
                        ANYBODY,
                        SAMPLE.hostKeys().get(0)),
                "is not an address",
                "write a host name or an IP address such as 10.0.0.11, without port or user");
    }

    private static Optional<String> directory(Value value) {
        return value.text(
                text -> sample(text, "/b", List.of()),
                "is not a usable directory",
                "write an absolute path of letters, digits, '_', '.' and '-', without '..' and without '/' at its end");
    }

    private static Host sample(String stateDir, String imageDir, List<String> algorithms) {
        return new Host(
                SAMPLE.name(),
                SAMPLE.address(),
                SSH_PORT,
                ANYBODY,
                SAMPLE.hostKeys(),
                "",
                List.of(),
                Limits.DEFAULT,
                Transfer.DEFAULT,
                stateDir,
                imageDir,
                algorithms);
    }
}
