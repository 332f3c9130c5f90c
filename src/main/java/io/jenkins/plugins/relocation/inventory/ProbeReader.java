// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.inventory;

import io.jenkins.plugins.relocation.model.Nearest;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.model.Timing;
import java.net.URI;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.yaml.snakeyaml.nodes.MappingNode;

/** Reads one probe: its {@code type} says which other keys it has. */
final class ProbeReader {
    /** The shape of each type of probe, by the word that names it. */
    static final Map<String, Shape> TYPES = types();

    private static final int PORTS = 65535;
    private static final int ANY_PORT = 1;

    private final Defaults defaults;

    ProbeReader(Defaults defaults) {
        this.defaults = defaults;
    }

    Optional<ProbeSpec> read(Value value) {
        return shape(value).flatMap(shape -> value.fields(shape)
                .map(fields -> fields.over(defaults.timing()))
                .flatMap(fields -> read(shape, fields)));
    }

    /** When a probe with these fields counts as passed; a contradiction between them is reported with the fields. */
    static Optional<Timing> timing(Fields fields) {
        Timing standard = Timing.DEFAULT;
        return fields.whole(() -> {
            var interval = fields.or("interval", standard.interval(), Value::duration);
            var within = fields.or("within", standard.within(), Value::duration);
            var timeout = fields.or("timeout", Collections.min(List.of(standard.timeout(), within)), Value::duration);
            int successes = fields.or("successes", standard.successes(), value -> value.number(1, 1000));
            return () -> new Timing(interval, timeout, within, successes);
        });
    }

    private static Optional<Shape> shape(Value value) {
        if (!(value.node() instanceof MappingNode)) {
            return value.wrong("is not a probe", "write {type: tcp, port: 80}; " + Nearest.hint("", TYPES.keySet()));
        }
        Optional<Value> type = value.at("type");
        return type.isPresent()
                ? type.get().choice(TYPES)
                : value.wrong("has no type", "write type: and one of these words; " + Nearest.hint("", TYPES.keySet()));
    }

    private static Optional<ProbeSpec> read(Shape shape, Fields fields) {
        return fields.whole(() -> {
            Timing timing = timing(fields).orElse(Timing.DEFAULT);
            return switch (shape) {
                case TCP -> tcp(fields, timing);
                case HTTP -> http(fields, timing);
                case COMMAND -> command(fields, timing);
                case LINE -> line(fields, timing);
                default -> () -> new ProbeSpec.ProcessState(timing);
            };
        });
    }

    private static Supplier<ProbeSpec> tcp(Fields fields, Timing timing) {
        int port = port(fields);
        String address = fields.or("address", "", Value::text);
        return () -> new ProbeSpec.Tcp(address, port, timing);
    }

    private static Supplier<ProbeSpec> http(Fields fields, Timing timing) {
        String instead = "write one such as http://{host}:8080/health, where {host} becomes the workload's host";
        String url = fields.required("url", instead)
                .flatMap(value -> value.text(ProbeReader::requireUrl, "is not an HTTP address", instead))
                .orElse("http://{host}/");
        List<Integer> status = fields.list("status").stream()
                .flatMap(value -> value.number(100, 599).stream())
                .toList();
        String body = fields.or("bodyContains", "", Value::text);
        String certificate = fields.or("certificateSha256", "", ProbeReader::certificate);
        return () -> new ProbeSpec.Http(url, status, body, certificate, timing);
    }

    private static Supplier<ProbeSpec> command(Fields fields, Timing timing) {
        List<String> argv = fields.required("run", "write a list with the program first: [\"/usr/local/bin/check\"]")
                .map(Value::command)
                .orElse(List.of());
        String output = fields.or("outputContains", "", Value::text);
        return () -> new ProbeSpec.Command(argv, output, timing);
    }

    private static Supplier<ProbeSpec> line(Fields fields, Timing timing) {
        int port = port(fields);
        String address = fields.or("address", "", Value::text);
        String send = fields.or("send", "", Value::text);
        String expect = fields.required("expect", "write what the answer must hold, in quotes")
                .flatMap(value -> value.text(
                        text -> new ProbeSpec.Line("", ANY_PORT, "", text, Timing.DEFAULT),
                        "expects nothing",
                        "write what the answer must hold"))
                .orElse("?");
        return () -> new ProbeSpec.Line(address, port, send, expect, timing);
    }

    private static int port(Fields fields) {
        return fields.required("port", "write the TCP port")
                .flatMap(value -> value.number(1, PORTS))
                .orElse(ANY_PORT);
    }

    private static void requireUrl(String url) {
        URI uri = URI.create(url.replace("{host}", "127.0.0.1"));
        if (uri.getHost() == null) {
            throw new IllegalArgumentException("no host");
        }
        new ProbeSpec.Http(url, List.of(), "", "", Timing.DEFAULT);
    }

    // Tools print fingerprints in upper case with colons: taken as they are printed.
    private static Optional<String> certificate(Value value) {
        return value.text(
                        text -> new ProbeSpec.Http("http://a/", List.of(), "", plain(text), Timing.DEFAULT),
                        "is not a SHA-256 fingerprint",
                        "write 64 hexadecimal digits")
                .map(ProbeReader::plain);
    }

    private static String plain(String fingerprint) {
        return fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
    }

    private static Map<String, Shape> types() {
        Map<String, Shape> types = new LinkedHashMap<>();
        types.put("tcp", Shape.TCP);
        types.put("http", Shape.HTTP);
        types.put("line", Shape.LINE);
        types.put("command", Shape.COMMAND);
        types.put("process", Shape.PROCESS);
        return types;
    }
}
