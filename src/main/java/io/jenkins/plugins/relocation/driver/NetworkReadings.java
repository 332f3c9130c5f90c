// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.relocation.model.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads what a host tells of networks, mostly in JSON. What is missing or makes no sense is empty, never a guess. */
public final class NetworkReadings {
    private static final Pattern PLUGGED = Pattern.compile("(\\d+) (/.*/netns/[^/]+)");

    private NetworkReadings() {}

    /** The JSON text of a part. */
    public static Optional<JsonNode> json(Report report, String part) {
        try {
            JsonNode node = Json.mapper().readTree(String.join("\n", report.lines(part)));
            return node instanceof MissingNode || node.isNull() ? Optional.empty() : Optional.of(node);
        } catch (JsonProcessingException e) {
            return Optional.empty();
        }
    }

    /** Number of a network namespace: "own" or "host". */
    public static Optional<String> namespace(Report report, String whose) {
        return report.lines("netns").stream()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2 && words[1].equals(whose))
                .map(words -> words[0])
                .findFirst();
    }

    /** Path of the workload's network namespace; empty: it has no name. */
    public static Optional<String> netns(Report report) {
        Optional<String> own = namespace(report, "own");
        return report.lines("netns").stream()
                .map(PLUGGED::matcher)
                .filter(line ->
                        line.matches() && own.filter(line.group(1)::equals).isPresent())
                .map(line -> line.group(2))
                .findFirst();
    }

    /** How the workload is connected, where it is by exactly one cable. */
    public static Optional<Cable> cable(Report report) {
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
    public static List<JsonNode> ends(Report report) {
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

    public static Stream<JsonNode> elements(Report report, String part) {
        return json(report, part).stream()
                .flatMap(array -> StreamSupport.stream(array.spliterator(), false))
                .filter(node -> node.size() > 0);
    }
}
