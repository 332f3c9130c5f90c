// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.lab;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A laboratory that is up: what {@code lab.json} says.
 *
 * @param key the private key that opens every host, for root and for the unprivileged user {@code ops}
 * @param controllerInode identifies the controller's network namespace
 */
public record Lab(String name, Path key, long controllerInode, List<LabHost> hosts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Lab {
        requireNonNull(name, "name is null");
        requireNonNull(key, "key is null");
        hosts = List.copyOf(requireNonNull(hosts, "hosts is null"));
    }

    /** Returns the host of that name. */
    public LabHost host(String hostName) {
        return hosts.stream()
                .filter(host -> host.name().equals(hostName))
                .findFirst()
                .orElseThrow(() -> new LaboratoryException("laboratory %s has no host %s; it has %s"
                        .formatted(
                                name,
                                hostName,
                                hosts.stream().map(LabHost::name).toList())));
    }

    static Lab read(Path file) {
        if (!Files.isReadable(file)) {
            throw new LaboratoryException(
                    "there is no laboratory at %s; start it with 'lab.sh up', as root".formatted(file.getParent()));
        }
        try {
            JsonNode json = JSON.readTree(file.toFile());
            List<LabHost> hosts = new ArrayList<>();
            json.required("hosts").forEach(host -> hosts.add(host(host)));
            return new Lab(
                    json.required("name").asText(),
                    Path.of(json.required("key").asText()),
                    json.required("controller").required("inode").asLong(),
                    hosts);
        } catch (IOException | IllegalArgumentException e) {
            throw new LaboratoryException(
                    "cannot read %s: %s; take the laboratory down and up again".formatted(file, e.getMessage()), e);
        }
    }

    private static LabHost host(JsonNode json) {
        return new LabHost(
                json.required("name").asText(),
                json.required("address").asText(),
                json.required("port").asInt(),
                json.required("hostKey").asText());
    }
}
