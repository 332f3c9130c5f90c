// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What Podman knows about a container.
 *
 * @param id Podman's id of it, by which the OCI runtime knows it
 * @param runtime name of the OCI runtime
 * @param image id of its image
 * @param imageName name of its image, for people
 * @param restart restart policy, as {@code --restart} takes it: "no", "always", "on-failure:5"
 * @param network network mode: "ns:/run/netns/app", "host", "bridge"
 * @param volumes names of its named volumes
 * @param obstacles what keeps Podman from restoring it elsewhere, for people
 */
record Podman(
        String id,
        String runtime,
        String image,
        String imageName,
        String restart,
        String network,
        List<String> volumes,
        List<String> obstacles) {
    Podman {
        volumes = List.copyOf(volumes);
        obstacles = List.copyOf(obstacles);
    }

    /** Reads what {@code podman container inspect} says about one container. */
    static Podman of(JsonNode inspected) {
        JsonNode host = inspected.path("HostConfig");
        List<String> volumes = new ArrayList<>();
        for (JsonNode mount : inspected.path("Mounts")) {
            if (mount.path("Type").asText().equals("volume")) {
                volumes.add(mount.path("Name").asText());
            }
        }
        return new Podman(
                inspected.path("Id").asText(),
                inspected.path("OCIRuntime").asText(),
                inspected.path("Image").asText(),
                inspected.path("ImageName").asText(),
                restart(host.path("RestartPolicy")),
                host.path("NetworkMode").asText(),
                volumes,
                obstacles(inspected, host));
    }

    private static String restart(JsonNode policy) {
        String name = policy.path("Name").asText();
        int most = policy.path("MaximumRetryCount").asInt();
        return name.isEmpty() ? "no" : most > 0 ? name + ":" + most : name;
    }

    private static List<String> obstacles(JsonNode inspected, JsonNode host) {
        List<String> obstacles = new ArrayList<>();
        if (!inspected.path("Pod").asText().isEmpty()) {
            obstacles.add("it is part of a pod");
        }
        if (inspected.path("Dependencies").size() > 0) {
            obstacles.add("it uses namespaces of other containers");
        }
        if (host.path("AutoRemove").asBoolean()) {
            obstacles.add("it was started with --rm and would be removed when it is frozen");
        }
        if (inspected.path("Config").path("Healthcheck").size() > 0) {
            obstacles.add("it has a health check, whose timer stays behind");
        }
        if (inspected.path("OCIRuntime").asText().contains("/")) {
            obstacles.add("its OCI runtime is named by a path: "
                    + inspected.path("OCIRuntime").asText());
        }
        return obstacles;
    }

    /** Lines KEY=VALUE of a plan. */
    List<String> plan() {
        List<String> plan =
                new ArrayList<>(List.of("oci=" + runtime, "id=" + id, "image=" + image, "restart=" + restart));
        volumes.forEach(volume -> plan.add("volume=" + volume));
        return plan;
    }

    /** Whether a path of the host is one that Podman makes for this container wherever it runs. */
    boolean makes(String path) {
        return path.contains("/overlay-containers/" + id + "/");
    }
}
