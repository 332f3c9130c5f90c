// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** One line for each mistake: what is written, and where and how it is refused. */
class BadInventoryTest {
    private static final String KEYS = "login: {user: root}, hostKeys: [ssh-ed25519 AAAA]";
    private static final String HOST_END = ", address: 10.0.0.9, " + KEYS + "}";

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void refusesHosts(String host, int column, String field, String message) {
        Problem problem = onlyProblem(TestInventories.withHost("  - " + host + "\n"));

        assertThat(problem.line()).isEqualTo(TestInventories.FIRST_HOST_LINE);
        assertThat(problem.field()).isEqualTo(field);
        assertThat(problem.message()).contains(message);
        assertThat(problem.column()).isEqualTo(column);
    }

    static Stream<Arguments> refusesHosts() {
        return Stream.of(
                arguments("{name: b, port: 0" + HOST_END, 21, "hosts[1].port", "from 1 to 65535 (seen: \"0\")"),
                arguments("{name: b, port: \"22\"" + HOST_END, 21, "hosts[1].port", "without quotes"),
                arguments("{name: b, port: 022" + HOST_END, 21, "hosts[1].port", "leading zero"),
                arguments("{name: b, port: 2_2" + HOST_END, 21, "hosts[1].port", "(seen: \"2_2\")"),
                arguments("{name: b, port: 1:30" + HOST_END, 21, "hosts[1].port", "(seen: \"1:30\")"),
                arguments("{name: 12" + HOST_END, 12, "hosts[1].name", "put it in quotes: \"12\""),
                arguments("{name: a" + HOST_END, 12, "hosts[1].name", "name of another one in line 5"),
                arguments("{name: b, hostkeys: []" + HOST_END, 15, "hosts[1]", "did you mean hostKeys?"),
                arguments("{name: b, state_dir: /x" + HOST_END, 15, "hosts[1]", "did you mean stateDir?"),
                arguments("{name: b, zzz: 1" + HOST_END, 15, "hosts[1]", "known: name, address, port"),
                arguments("{name: b, name: c" + HOST_END, 15, "hosts[1].name", "is given twice (first in line 6)"),
                arguments("{name: b, ? [x] : 1" + HOST_END, 17, "hosts[1]", "key that is not text"),
                arguments("{name: b, jump: c" + HOST_END, 21, "hosts[1].jump", "is not one of the hosts (seen: \"c\")"),
                arguments("{name: b, jump: b" + HOST_END, 21, "hosts[1].jump", "leads back to this host"),
                arguments("{name: b, labels: ssd" + HOST_END, 23, "hosts[1].labels", "is not a list (seen: \"ssd\")"),
                arguments("{name: b, labels: [s s]" + HOST_END, 24, "hosts[1].labels[0]", "is not a valid name"),
                arguments("{name: b, labels:" + HOST_END, 22, "hosts[1].labels", "is not a list (seen: nothing)"),
                arguments("{name: b, stateDir: x" + HOST_END, 25, "hosts[1].stateDir", "absolute path"),
                arguments("{name: b, stateDir: /x/../y" + HOST_END, 25, "hosts[1].stateDir", "without '..'"),
                arguments("{name: b, imageDir: \"/x $(id)\"" + HOST_END, 25, "hosts[1].imageDir", "absolute path"),
                arguments("{name: b, algorithms: [\"a b\"]" + HOST_END, 28, "hosts[1].algorithms[0]", "ssh-rsa"),
                arguments("{name: b, limits: {movesIn: 0}" + HOST_END, 33, "hosts[1].limits.movesIn", "at least 1"),
                arguments(
                        "{name: b, limits: {memoryReserve: 512M}" + HOST_END,
                        39,
                        "hosts[1].limits.memoryReserve",
                        "512MiB"),
                arguments(
                        "{name: b, limits: {memoryReserve: 512}" + HOST_END,
                        39,
                        "hosts[1].limits.memoryReserve",
                        "KiB"),
                arguments(
                        "{name: b, transfer: {path: one-of-key}" + HOST_END,
                        32,
                        "hosts[1].transfer.path",
                        "did you mean one-off-key?"),
                arguments(
                        "{name: b, transfer: {address: \"a b\"}" + HOST_END,
                        35,
                        "hosts[1].transfer.address",
                        "is not an address"),
                arguments(
                        "{name: b, address: \"x;reboot\", " + KEYS + "}",
                        24,
                        "hosts[1].address",
                        "is not an address (seen: \"x;reboot\")"),
                arguments(
                        "{name: b, address: 10.0.0.1, " + KEYS + "}", 24, "hosts[1].address", "address of host a too"),
                arguments("{name: b, " + KEYS + "}", 5, "hosts[1].address", "is missing"),
                arguments(
                        "{name: b, address: x, login: {user: root}}",
                        5,
                        "hosts[1].hostKeys",
                        "ssh_host_ed25519_key.pub"),
                arguments(
                        "{name: b, address: x, login: {user: root}, hostKeys: []}",
                        58,
                        "hosts[1].hostKeys",
                        "pins no key"),
                arguments(
                        "{name: b, address: x, login: {user: root}, hostKeys: [AAAA]}",
                        59,
                        "hosts[1].hostKeys[0]",
                        "is not a public host key"),
                arguments(
                        "{name: b, address: x, login: {user: ro ot}, hostKeys: [ssh-rsa AAAA]}",
                        41,
                        "hosts[1].login.user",
                        "is not an account name"),
                arguments(
                        "{name: b, address: x, login: {user: r, become: su}, hostKeys: [ssh-rsa AAAA]}",
                        52,
                        "hosts[1].login.become",
                        "known: none, sudo"),
                arguments(
                        "{name: b, address: x, login: {}, hostKeys: [ssh-rsa AAAA]}",
                        34,
                        "hosts[1].login.user",
                        "is missing"),
                arguments(
                        "{name: b, address: x, login: root, hostKeys: [ssh-rsa AAAA]}",
                        34,
                        "hosts[1].login",
                        "is not a mapping (seen: \"root\")"),
                arguments("just text", 5, "hosts[1]", "is not a mapping (seen: \"just text\")"));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void refusesWorkloads(String rest, int column, String field, String message) {
        String workload = "  - {name: x, driver: process, host: a, %s}\n".formatted(rest);

        Problem problem = onlyProblem(TestInventories.withWorkload(workload));

        assertThat(problem.line()).isEqualTo(TestInventories.FIRST_WORKLOAD_LINE);
        assertThat(problem.field()).isEqualTo(field == null ? "" : "workloads[0]" + field);
        assertThat(problem.message()).contains(message);
        assertThat(problem.column()).isEqualTo(column);
    }

    static Stream<Arguments> refusesWorkloads() {
        return Stream.of(
                arguments("probe: []", 41, "", "did you mean probes?"),
                arguments("memory: 1.5GiB", 49, ".memory", "whole number"),
                arguments("memory: 99999999999999TiB", 49, ".memory", "is not a size"),
                arguments("group: [a]", 48, ".group", "is not text (seen: a list)"),
                arguments("settings: x", 51, ".settings", "is not a mapping"),
                arguments("settings: {tcp: on}", 57, ".settings.tcp", "put text in quotes"),
                arguments("settings: {mode: 0755}", 58, ".settings.mode", "(seen: \"0755\")"),
                arguments("settings: {day: 2026-01-01}", 57, ".settings.day", "put text in quotes"),
                arguments("settings: {ratio: .inf}", 59, ".settings.ratio", "(seen: \".inf\")"),
                arguments("settings: {a: \"\\ud800\"}", 55, null, "half of a surrogate pair"),
                arguments("settings: {tcp: }", 56, ".settings.tcp", "seen: nothing"),
                arguments("settings: {a: 1, a: 2}", 58, ".settings.a", "given twice"),
                arguments("policy: {freezeBudget: 5}", 64, ".policy.freezeBudget", "such as 30s"),
                arguments("policy: {freezeBudget: 0s}", 64, ".policy.freezeBudget", "more than zero"),
                arguments("policy: {freezeBudget: -PT5S}", 64, ".policy.freezeBudget", "more than zero"),
                arguments("policy: {freezeBudget: 5 s}", 64, ".policy.freezeBudget", "(seen: \"5 s\")"),
                arguments("policy: {acceptLoss: sometimes}", 62, ".policy.acceptLoss", "known: never, ask, yes"),
                arguments("policy: {restorePoint: yes}", 64, ".policy.restorePoint", "write true or false"),
                arguments("policy: {restorePoint: \"true\"}", 64, ".policy.restorePoint", "without quotes"),
                arguments("probes: [{port: 1}]", 50, ".probes[0]", "has no type"),
                arguments("probes: [{type: htp, url: x}]", 57, ".probes[0].type", "did you mean http?"),
                arguments("probes: [tcp]", 50, ".probes[0]", "is not a probe"),
                arguments("probes: [{type: tcp}]", 50, ".probes[0].port", "is missing"),
                arguments("probes: [{type: tcp, port: 80, url: x}]", 72, ".probes[0]", "unknown key \"url\""),
                arguments(
                        "probes: [{type: tcp, port: 80, within: 2s, timeout: 5s}]",
                        50,
                        ".probes[0]",
                        "within PT2S is shorter than timeout PT5S"),
                arguments(
                        "probes: [{type: tcp, port: 80, successes: 0}]", 83, ".probes[0].successes", "from 1 to 1000"),
                arguments("probes: [{type: http, url: ftp://x/}]", 68, ".probes[0].url", "is not an HTTP address"),
                arguments(
                        "probes: [{type: http, url: \"http://{hots}/\"}]",
                        68,
                        ".probes[0].url",
                        "where {host} becomes"),
                arguments(
                        "probes: [{type: http, url: http://a/, status: [99]}]",
                        88,
                        ".probes[0].status[0]",
                        "from 100 to 599"),
                arguments(
                        "probes: [{type: http, url: http://a/, certificateSha256: ab}]",
                        98,
                        ".probes[0].certificateSha256",
                        "64 hexadecimal"),
                arguments("probes: [{type: line, port: 1, expect: \"\"}]", 80, ".probes[0].expect", "expects nothing"),
                arguments("probes: [{type: command, run: []}]", 71, ".probes[0].run", "program first"),
                arguments("probes: [{type: command, run: echo hi}]", 71, ".probes[0].run", "is not a list"),
                arguments("probes: [{type: process, port: 1}]", 66, ".probes[0]", "known: type, interval"),
                arguments(
                        "hooks: [{when: before-freez, run: [x]}]", 56, ".hooks[0].when", "did you mean before-freeze?"),
                arguments("hooks: [{when: after-resume}]", 49, ".hooks[0].run", "is missing"),
                arguments(
                        "hooks: [{when: after-commit, run: [x], onFailure: fail}]",
                        91,
                        ".hooks[0].onFailure",
                        "write onFailure: warn"),
                arguments(
                        "hooks: [{when: after-resume, run: [x], deadline: soon}]",
                        90,
                        ".hooks[0].deadline",
                        "is not a duration"),
                arguments("<<: {group: a}", 41, "", "merge keys"));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void refusesFiles(String text, int line, int column, String message) {
        List<Problem> problems = problems(text);

        assertThat(problems).first().satisfies(problem -> {
            assertThat(problem.message()).contains(message);
            assertThat(List.of(problem.line(), problem.column())).containsExactly(line, column);
        });
    }

    static Stream<Arguments> refusesFiles() {
        String start = "version: 1\n";
        return Stream.of(
                arguments("", 1, 1, "the file is empty"),
                arguments("# nothing\n", 1, 1, "the file is empty"),
                arguments("[]", 1, 1, "is not a mapping (seen: a list)"),
                arguments("{}", 1, 1, "is missing; write version: 1"),
                arguments("version: 2\nhosts: []", 1, 10, "(seen: \"2\")"),
                arguments("hosts: []\nversion: 1", 1, 8, "has no host"),
                arguments(start + "hosts: [", 2, 9, "is not YAML"),
                arguments(start + "\thosts: []", 2, 1, "indent with blanks, not with tabs"),
                arguments(start + "hosts: *nobody", 2, 8, "nobody"),
                arguments(start + "hosts: &a [*a]", 2, 8, "contains itself through an alias"),
                arguments(start + "---\nversion: 1", 2, 1, "document"),
                arguments(start + "hosts: !mine []", 2, 8, "has the tag !mine"),
                arguments(start + "hosts: \"a\u0007b\"", 2, 10, "the character U+0007"),
                arguments(start + "hosts: " + "[".repeat(30) + "]".repeat(30), 1, 1, "Nesting Depth exceeded max 20"),
                arguments(start + "concurrency: 0\nhosts: []", 2, 14, "from 1 to 1000"));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void refusesDefaults(String defaults, int column, String field, String message) {
        String text = InventoryReaderTest.resource("smallest.yaml") + "defaults: " + defaults + "\n";

        Problem problem = onlyProblem(text);

        assertThat(problem.field()).isEqualTo(field);
        assertThat(List.of(problem.line(), problem.column())).containsExactly(4, column);
        assertThat(problem.message()).contains(message);
    }

    static Stream<Arguments> refusesDefaults() {
        return Stream.of(
                arguments("{logins: {}}", 12, "defaults", "did you mean login?"),
                arguments("{login: {user: \"\"}}", 26, "defaults.login.user", "is not an account name"),
                arguments("{limits: {movesOut: x}}", 31, "defaults.limits.movesOut", "at least 1"),
                arguments("{policy: {acceptLoss: x}}", 33, "defaults.policy.acceptLoss", "known: never, ask, yes"),
                arguments(
                        "{timing: {timeout: 2m}}", 20, "defaults.timing", "within PT1M is shorter than timeout PT2M"));
    }

    @ParameterizedTest(name = "[{index}] {0}")
    @MethodSource
    void refusesNetworks(String networks, int column, String field, String message) {
        String text = InventoryReaderTest.resource("smallest.yaml") + "networks: " + networks + "\n";

        Problem problem = onlyProblem(text);

        assertThat(problem.field()).isEqualTo(field);
        assertThat(List.of(problem.line(), problem.column())).containsExactly(4, column);
        assertThat(problem.message()).contains(message);
    }

    static Stream<Arguments> refusesNetworks() {
        return Stream.of(
                arguments("[{name: m, cidr: 10.1.0.0/24}]", 12, "networks[0].trusted", "without encryption"),
                arguments("[{name: m, cidr: 10.1.0.1/24, trusted: true}]", 28, "networks[0].cidr", "is not a network"),
                arguments("[{name: m, cidr: 10.1.0.0, trusted: true}]", 28, "networks[0].cidr", "is not a network"),
                arguments("[{name: m, cidr: lan/8, trusted: true}]", 28, "networks[0].cidr", "such as 10.1.0.0/24"),
                arguments("[{name: m, cidr: 10.1.0.0/24, trusted: yes}]", 50, "networks[0].trusted", "true or false"),
                arguments(
                        "[{name: m, cidr: 10.1.0.0/24, trusted: true, secure: true}]",
                        56,
                        "networks[0]",
                        "known: name, cidr"),
                arguments(
                        "[{name: m, cidr: 10.1.0.0/24, trusted: true}, {name: m, cidr: 10.2.0.0/24, trusted: false}]",
                        64,
                        "networks[1].name",
                        "is the name of another one in line 4"));
    }

    private static Problem onlyProblem(String text) {
        List<Problem> problems = problems(text);
        assertThat(problems).hasSize(1);
        return problems.get(0);
    }

    private static List<Problem> problems(String text) {
        InventoryReader reader = new InventoryReader(List.of("process"), workload -> List.of());
        return catchThrowableOfType(InventoryException.class, () -> reader.read(text, "inventory.yaml"))
                .problems();
    }
}
