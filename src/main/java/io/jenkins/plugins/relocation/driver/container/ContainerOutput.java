// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the parts of reports about containers. What is missing or makes no sense is empty, never a guess. */
final class ContainerOutput {
    private static final Pattern RUNNING = Pattern.compile("running (\\d+) (\\d+)");
    private static final Pattern PLUGGED = Pattern.compile("(\\d+) (/.*/netns/[^/]+)");

    private ContainerOutput() {}

    /** The JSON text of a part. */
    static Optional<JsonNode> json(Report report, String part) {
        try {
            JsonNode node = Json.mapper().readTree(String.join("\n", report.lines(part)));
            return node instanceof MissingNode || node.isNull() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** The running container; empty: none runs, or what is told of it is incomplete. */
    static Optional<Container> container(Report report) {
        Optional<Matcher> running = report.first("found").map(RUNNING::matcher).filter(Matcher::matches);
        Optional<JsonNode> state = json(report, "state");
        Optional<JsonNode> config = json(report, "config");
        if (running.isEmpty() || state.isEmpty() || config.isEmpty() || !report.has("cgroup") || !report.has("v1")) {
            return Optional.empty();
        }
        return Optional.of(new Container(
                Long.parseLong(running.get().group(1)),
                Long.parseLong(running.get().group(2)),
                state.get().path("bundle").asText(),
                config.get(),
                cgroup(report),
                !report.lines("v1").isEmpty(),
                cable(report)));
    }

    private static String cgroup(Report report) {
        return report.lines("cgroup").stream()
                .filter(line -> line.startsWith("0::/") && line.length() > "0::/".length())
                .map(line -> line.substring("0::".length()))
                .findFirst()
                .orElse("");
    }

    /** Number of a network namespace: "own" or "host". */
    static Optional<String> namespace(Report report, String whose) {
        return report.lines("netns").stream()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2 && words[1].equals(whose))
                .map(words -> words[0])
                .findFirst();
    }

    /** Path of the container's network namespace; empty: it has no name. */
    static Optional<String> netns(Report report) {
        Optional<String> own = namespace(report, "own");
        return report.lines("netns").stream()
                .map(PLUGGED::matcher)
                .filter(line ->
                        line.matches() && own.filter(line.group(1)::equals).isPresent())
                .map(line -> line.group(2))
                .findFirst();
    }

    /** How the container is connected, where it is by exactly one cable. */
    static Optional<Cable> cable(Report report) {
        Optional<String> netns = netns(report);
        List<JsonNode> ends = ends(report);
        if (netns.isEmpty() || ends.size() != 1) {
            return Optional.empty();
        }
        JsonNode inside = ends.get(0);
        Optional<JsonNode> outside = elements(report, "outside")
                .filter(link -> link.path("ifindex").asInt()
                                == inside.path("link_index").asInt()
                        && link.path("link_index").asInt()
                                == inside.path("ifindex").asInt())
                .findFirst();
        List<String> addresses = addresses(inside);
        if (outside.isEmpty() || addresses.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Cable(
                netns.get(),
                outside.get().path("ifname").asText(),
                outside.get().path("master").asText(),
                inside.path("ifname").asText(),
                inside.path("address").asText(),
                inside.path("mtu").asInt(),
                addresses,
                report.lines("routes").stream().map(String::strip).toList()));
    }

    /** The devices inside, but not the loop. */
    static List<JsonNode> ends(Report report) {
        return elements(report, "inside")
                .filter(link -> !link.path("link_type").asText().equals("loopback"))
                .toList();
    }

    private static List<String> addresses(JsonNode inside) {
        List<String> addresses = new ArrayList<>();
        for (JsonNode each : inside.path("addr_info")) {
            if (each.path("scope").asText().equals("global")) {
                addresses.add("%s/%d"
                        .formatted(
                                each.path("local").asText(),
                                each.path("prefixlen").asInt()));
            }
        }
        return addresses;
    }

    static Stream<JsonNode> elements(Report report, String part) {
        return json(report, part).stream()
                .flatMap(array -> StreamSupport.stream(array.spliterator(), false))
                .filter(node -> node.size() > 0);
    }
}
