// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.driver.Cable;
import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.Descriptors;
import io.jenkins.plugins.relocation.driver.Descriptors.Descriptor;
import io.jenkins.plugins.relocation.driver.Saveable;
import io.jenkins.plugins.relocation.driver.Sockets;
import io.jenkins.plugins.relocation.driver.TcpChecks;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Network;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Runtime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Checks of the container itself. */
final class ContainerChecks {
    /** The last of standard input, output and error. */
    private static final int STANDARD = 2;

    private ContainerChecks() {}

    static List<Check<ContainerAnswers>> table() {
        return List.of(
                required("container.namespaces", FROM, ContainerChecks::namespaces),
                required("container.output", FROM, ContainerChecks::output),
                required("container.files", FROM, ContainerChecks::files),
                required("network.expected", FROM, ContainerChecks::expected),
                required("tcp.policy", FROM, ContainerChecks::tcp));
    }

    private static Result namespaces(ContainerAnswers answers) {
        Container container = answers.container();
        List<String> kinds = new ArrayList<>();
        for (JsonNode each : container.config().path("linux").path("namespaces")) {
            kinds.add(each.path("type").asText());
        }
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("the container's configuration names no namespaces");
        }
        if (kinds.contains("user")) {
            return Result.fail("it has a user namespace", "run it as root's, without one: CRIU cannot restore it here");
        }
        return kinds.containsAll(List.of("pid", "mount"))
                ? Result.pass(String.join(", ", kinds))
                : Result.fail(
                        "it has no %s namespace of its own".formatted(kinds.contains("pid") ? "mount" : "pid"),
                        "run it with one: its process ids could be taken on the target");
    }

    private static Result output(ContainerAnswers answers) {
        Container container = answers.container();
        if (container.config().path("process").path("terminal").asBoolean()) {
            return Result.fail("it has a terminal", "run it detached, with terminal: false");
        }
        if (answers.settings().runtime() == Runtime.PODMAN) {
            return Result.pass("Podman keeps its output");
        }
        List<String> outside = answers.descriptors().all().stream()
                .filter(each -> each.pid() == container.pid() && each.number() <= STANDARD)
                .filter(each -> !each.target().equals("/dev/null"))
                .map(Descriptor::describe)
                .toList();
        return outside.isEmpty()
                ? Result.pass("its input and output are /dev/null")
                : Result.fail(
                        some(outside),
                        "start it with </dev/null >/dev/null 2>&1 and let it write to a file of its own");
    }

    private static Result files(ContainerAnswers answers) {
        Descriptors descriptors = answers.descriptors();
        List<String> unsupported = new ArrayList<>();
        descriptors.all().stream()
                .map(Descriptor::target)
                .filter(target -> !Saveable.target(target) && !target.startsWith("/dev/pts/"))
                .forEach(unsupported::add);
        Saveable.tooLarge(answers.lines(FROM, "deleted")).forEach(unsupported::add);
        if (!answers.settings().fileLocks()
                && answers.lines(FROM, "fdflags").stream().anyMatch(line -> line.contains(":lock:"))) {
            unsupported.add("file locks");
        }
        return unsupported.isEmpty()
                ? Result.pass("CRIU can save everything that is open")
                : Result.fail(
                        "open: " + some(unsupported.stream().distinct().toList()),
                        "close them; for file locks that nobody else takes, set fileLocks: true");
    }

    private static Result expected(ContainerAnswers answers) {
        Optional<Cable> found = answers.cable();
        Network wanted = answers.settings().network();
        if (wanted.equals(Network.AS_FOUND)) {
            return Result.pass("the settings expect nothing else");
        }
        if (found.isEmpty()) {
            return Result.fail(
                    "the settings describe a network, but the container has no address of its own",
                    "see network.cable, or leave network out");
        }
        List<String> different = wanted.differences(found.get());
        return different.isEmpty()
                ? Result.pass("as the settings expect")
                : Result.fail(some(different), "correct the settings below network, or the container's network");
    }

    private static Result tcp(ContainerAnswers answers) {
        Container container = answers.container();
        List.of("tcp", "tcp6").forEach(table -> answers.lines(FROM, table));
        return TcpChecks.policy(
                answers.settings().tcp(container), Sockets.internet(answers.source()), container.cable());
    }
}
