// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.driver.DataChecks;
import io.jenkins.plugins.relocation.driver.container.ContainerSettings.Rootfs;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Checks of the container's files. */
final class RootfsChecks {
    /** Mounts that the runtime makes anew, and that CRIU saves. */
    private static final Set<String> MOUNTS =
            Set.of("proc", "tmpfs", "sysfs", "cgroup", "cgroup2", "mqueue", "devpts", "bind", "none");

    private RootfsChecks() {}

    static List<Check<ContainerAnswers>> table() {
        return List.of(
                required("rootfs.bundle", TO, RootfsChecks::bundle),
                required("rootfs.digest", TO, RootfsChecks::digest),
                required("volumes", TO, RootfsChecks::volumes),
                required("volumes.mounts", FROM, RootfsChecks::mounts),
                required("files.room", TO, answers -> DataChecks.room(answers, "data")),
                required("files.in-use", TO, answers -> DataChecks.inUse(answers, path -> true)));
    }

    private static Result bundle(ContainerAnswers answers) {
        Container container = answers.container();
        if (container.podman().isPresent()) {
            return Result.pass("Podman makes it");
        }
        String source = answers.need(FROM, "bundle-config", answers.source().first("bundle-config"));
        List<String> target = answers.lines(TO, "bundle-config");
        if (answers.settings().rootfs() == Rootfs.SYNC) {
            return Result.pass("is copied");
        }
        if (target.isEmpty()) {
            return Result.fail(
                    "there is no %s/config.json".formatted(container.bundle()),
                    "put the bundle there, or set rootfs: sync");
        }
        return target.get(0).equals(source)
                ? Result.pass("%s/config.json is the same".formatted(container.bundle()))
                : Result.fail(
                        "%s/config.json is another one than on the source".formatted(container.bundle()),
                        "make it the same, or set rootfs: sync");
    }

    private static Result digest(ContainerAnswers answers) {
        Container container = answers.container();
        if (container.podman().isPresent()) {
            return Result.pass("see podman.image; what it wrote is copied");
        }
        Map<String, String> source = digests(answers.lines(FROM, "rootfs"));
        if (source.isEmpty()) {
            throw answers.missing(FROM, "rootfs");
        }
        Map<String, String> target = digests(answers.lines(TO, "rootfs"));
        if (answers.settings().rootfs() == Rootfs.SYNC) {
            return Result.pass("is copied");
        }
        List<String> different = new ArrayList<>();
        source.forEach((directory, digest) -> {
            if (!digest.equals(target.get(directory))) {
                different.add(container.rootfs() + directory + (target.containsKey(directory) ? "" : " (missing)"));
            }
        });
        return different.isEmpty()
                ? Result.pass("%s is the same".formatted(container.rootfs()))
                : Result.fail(
                        "these are not as on the source: " + some(different),
                        "add to data what the container writes, make the rest the same, or set rootfs: sync");
    }

    private static Map<String, String> digests(List<String> lines) {
        return lines.stream()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[1], words -> words[0], (a, b) -> a, TreeMap::new));
    }

    /** Paths of the host that the container's configuration mounts into it. */
    static List<String> binds(Container container) {
        List<String> sources = new ArrayList<>();
        for (JsonNode mount : container.config().path("mounts")) {
            boolean bind = mount.path("type").asText().equals("bind")
                    || mount.path("options").toString().contains("bind\"");
            String source = mount.path("source").asText();
            if (bind
                    && source.startsWith("/")
                    && container.podman().filter(podman -> podman.makes(source)).isEmpty()) {
                sources.add(source);
            }
        }
        return sources;
    }

    private static Result volumes(ContainerAnswers answers) {
        List<String> there = answers.lines(TO, "volumes");
        List<String> missing = binds(answers.container()).stream()
                .filter(path -> !there.contains(path) && !answers.copied(path))
                .toList();
        return missing.isEmpty()
                ? Result.pass("all that it mounts is there or is copied")
                : Result.fail(
                        "it mounts these, which are missing: " + some(missing),
                        "put them there, or add them to data to have them copied");
    }

    private static Result mounts(ContainerAnswers answers) {
        List<String> unknown = new ArrayList<>();
        for (JsonNode mount : answers.container().config().path("mounts")) {
            String type = mount.path("type").asText("bind");
            if (!MOUNTS.contains(type)) {
                unknown.add("%s (%s)".formatted(mount.path("destination").asText(), type));
            }
        }
        answers.lines(FROM, "mounts");
        return unknown.isEmpty()
                ? Result.pass("all of known kinds")
                : Result.fail("mounts of other kinds: " + some(unknown), "run it without them");
    }
}
