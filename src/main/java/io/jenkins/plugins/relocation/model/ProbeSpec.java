// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.model;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.List;

/**
 * A question whose answer tells whether an application works. An empty {@code address} means the address of the host
 * that the workload is on at that moment.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = ProbeSpec.Tcp.class, name = "tcp"),
    @JsonSubTypes.Type(value = ProbeSpec.Http.class, name = "http"),
    @JsonSubTypes.Type(value = ProbeSpec.Command.class, name = "command"),
    @JsonSubTypes.Type(value = ProbeSpec.ProcessState.class, name = "process"),
    @JsonSubTypes.Type(value = ProbeSpec.Line.class, name = "line")
})
public sealed interface ProbeSpec {
    /** When the probe counts as passed. */
    Timing timing();

    /** What is asked, on one line for people. */
    String describe();

    /** The same question with other times. */
    ProbeSpec with(Timing other);

    /** A TCP connection can be opened. */
    record Tcp(String address, int port, Timing timing) implements ProbeSpec {
        public Tcp {
            requireNonNull(address, "address is null");
            requirePort(port);
            requireNonNull(timing, "timing is null");
        }

        @Override
        public String describe() {
            return "tcp %s:%d".formatted(orHost(address), port);
        }

        @Override
        public ProbeSpec with(Timing other) {
            return new Tcp(address, port, other);
        }
    }

    /**
     * An HTTP or HTTPS GET is answered.
     *
     * @param url may hold {@code {host}}, replaced by the address of the workload's host
     * @param status accepted status codes; empty: 200 to 299
     * @param bodyContains text the body must hold; empty: any body
     * @param certificateSha256 pinned SHA-256 of the server's certificate, hexadecimal; empty: the platform's trust
     */
    record Http(String url, List<Integer> status, String bodyContains, String certificateSha256, Timing timing)
            implements ProbeSpec {
        public Http {
            if (!requireNonNull(url, "url is null").matches("https?://[^\\s]+")) {
                throw new IllegalArgumentException(
                        "url %s must start with http:// or https://".formatted(Names.quote(url)));
            }
            status = List.copyOf(requireNonNull(status, "status is null"));
            requireNonNull(bodyContains, "bodyContains is null");
            if (!requireNonNull(certificateSha256, "certificateSha256 is null").matches("([0-9a-f]{64})?")) {
                throw new IllegalArgumentException("certificateSha256 must be 64 lower-case hexadecimal digits");
            }
            requireNonNull(timing, "timing is null");
        }

        @Override
        public String describe() {
            return "http GET " + url;
        }

        @Override
        public ProbeSpec with(Timing other) {
            return new Http(url, status, bodyContains, certificateSha256, other);
        }
    }

    /** A command on the workload's host exits 0 and prints what is expected. */
    record Command(List<String> argv, String outputContains, Timing timing) implements ProbeSpec {
        public Command {
            argv = List.copyOf(requireNonNull(argv, "argv is null"));
            if (argv.isEmpty()) {
                throw new IllegalArgumentException("a command probe needs a command");
            }
            requireNonNull(outputContains, "outputContains is null");
            requireNonNull(timing, "timing is null");
        }

        @Override
        public String describe() {
            return "command " + String.join(" ", argv);
        }

        @Override
        public ProbeSpec with(Timing other) {
            return new Command(argv, outputContains, other);
        }
    }

    /** The workload's own processes are there and runnable, as its driver sees them. */
    record ProcessState(Timing timing) implements ProbeSpec {
        public ProcessState {
            requireNonNull(timing, "timing is null");
        }

        @Override
        public String describe() {
            return "process state";
        }

        @Override
        public ProbeSpec with(Timing other) {
            return new ProcessState(other);
        }
    }

    /** A line is sent over TCP and the answer holds what is expected. An empty {@code send} sends nothing. */
    record Line(String address, int port, String send, String expect, Timing timing) implements ProbeSpec {
        public Line {
            requireNonNull(address, "address is null");
            requirePort(port);
            requireNonNull(send, "send is null");
            if (requireNonNull(expect, "expect is null").isEmpty()) {
                throw new IllegalArgumentException("a line probe needs an expected answer");
            }
            requireNonNull(timing, "timing is null");
        }

        @Override
        public String describe() {
            return "line %s:%d %s → %s".formatted(orHost(address), port, Names.quote(send), Names.quote(expect));
        }

        @Override
        public ProbeSpec with(Timing other) {
            return new Line(address, port, send, expect, other);
        }
    }

    private static void requirePort(int port) {
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("port %d is not between 1 and 65535".formatted(port));
        }
    }

    private static String orHost(String address) {
        return address.isEmpty() ? "{host}" : address;
    }
}
