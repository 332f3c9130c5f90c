// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.container;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.model.Json;
import io.jenkins.plugins.relocation.spi.CommandResult;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the parts of reports about containers. What is missing or makes no sense is empty, never a guess. */
final class ContainerOutput {
    private static final Pattern RUNNING = Pattern.compile("running (\\d+) (\\d+)");
    private static final Pattern PLUGGED = Pattern.compile("(\\d+) (/.*/netns/[^/]+)");

    private static final String SECTION = "@@@ ";

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
        Optional<JsonNode> config = json(report, "config");
        Optional<String> bundle = report.first("bundle");
        if (running.isEmpty() || bundle.isEmpty() || config.isEmpty() || !report.has("cgroup") || !report.has("v1")) {
            return Optional.empty();
        }
        return Optional.of(new Container(
                Long.parseLong(running.get().group(1)),
                Long.parseLong(running.get().group(2)),
                bundle.get(),
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

    /** Ids of processes, in the order in which the host named them. */
    static List<Long> processes(Report report) {
        return report.lines("stat").stream()
                .map(line -> line.split(" ", 2)[0])
                .filter(word -> word.matches("[1-9]\\d{0,9}"))
                .map(Long::parseLong)
                .toList();
    }

    /** Reports of several containers by "RUNTIME NAME". One that was cut is left out. */
    static Map<String, Report> sections(CommandResult result) {
        Map<String, StringBuilder> texts = new LinkedHashMap<>();
        String last = "";
        for (String line : result.lines()) {
            if (line.startsWith(SECTION)) {
                last = line.substring(SECTION.length());
                texts.putIfAbsent(last, new StringBuilder());
            } else if (texts.containsKey(last)) {
                texts.get(last).append(line).append('\n');
            }
        }
        if (result.truncated()) {
            texts.remove(last);
        }
        Map<String, Report> sections = new LinkedHashMap<>();
        texts.forEach((name, text) -> sections.put(name, Report.of(new CommandResult(0, text.toString(), "", false))));
        return sections;
    }

    /** TCP ports that the container listens on. */
    static List<Integer> listens(Report report) {
        return report.lines("tcp").stream()
                .map(line -> line.strip().split("\\s+"))
                .filter(words -> words.length > 3 && words[0].endsWith(":") && words[3].equals("0A"))
                .map(words -> Integer.parseInt(words[1].substring(words[1].indexOf(':') + 1), 16))
                .distinct()
                .sorted()
                .toList();
    }

    /** Versions of runtimes by their names. */
    static Map<String, String> runtimes(List<String> lines) {
        return lines.stream()
                .map(line -> line.split(" ", 2))
                .filter(words -> words.length == 2)
                .collect(Collectors.toMap(words -> words[0], words -> words[1], (a, b) -> a, TreeMap::new));
    }
}
