// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.HostReadings;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Checks of what Podman knows about the container. */
final class PodmanChecks {
    /** The oldest Podman that changes the restart policy of a container. */
    private static final String UPDATES = "5.1";

    private PodmanChecks() {}

    static List<Check<ContainerAnswers>> table() {
        return List.of(
                required("podman.container", FROM, withPodman(PodmanChecks::container)),
                required("podman.network", FROM, withPodman(PodmanChecks::network)),
                required("podman.restart", FROM, withPodman(PodmanChecks::restart)),
                required("podman.image", TO, withPodman(PodmanChecks::image)));
    }

    /** A check that only makes sense where Podman runs the container. */
    private static Function<ContainerAnswers, Result> withPodman(BiFunction<ContainerAnswers, Podman, Result> check) {
        return answers -> {
            answers.container();
            Optional<Podman> podman = answers.podman();
            return podman.isPresent() ? check.apply(answers, podman.get()) : Result.pass("Podman does not run it");
        };
    }

    private static Result container(ContainerAnswers answers, Podman podman) {
        return podman.obstacles().isEmpty()
                ? Result.pass("a container of its own, by %s".formatted(podman.runtime()))
                : Result.fail(some(podman.obstacles()), "start it without that: podman run --detach, no pod");
    }

    private static Result network(ContainerAnswers answers, Podman podman) {
        String mode = podman.network();
        return mode.startsWith("ns:") || List.of("host", "none").contains(mode)
                ? Result.pass("network " + mode)
                : Result.fail(
                        "Podman makes its network (%s), anew on every host".formatted(mode),
                        "make a network namespace and start it with --network ns:/run/netns/NAME");
    }

    private static Result restart(ContainerAnswers answers, Podman podman) {
        if (podman.restart().equals("no")) {
            return Result.pass("Podman does not start it by itself");
        }
        String version = answers.need(FROM, "runtimes", RuntimeChecks.version(answers, FROM, "podman"));
        return HostReadings.atLeast(version, UPDATES)
                ? Result.pass("restart policy %s is put aside until the move is settled".formatted(podman.restart()))
                : Result.fail(
                        "restart policy %s would start it again, and Podman %s cannot change it"
                                .formatted(podman.restart(), version),
                        "make the container anew with --restart=no, or use Podman %s".formatted(UPDATES));
    }

    private static Result image(ContainerAnswers answers, Podman podman) {
        return answers.lines(TO, "images").contains(podman.image())
                ? Result.pass("image %s is there".formatted(podman.imageName()))
                : Result.fail(
                        "image %s (id %s) is not there".formatted(podman.imageName(), podman.image()),
                        "podman save %s on the source, podman load on the target: the id has to be the same"
                                .formatted(podman.imageName()));
    }
}
