// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.probe;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.model.ProbeSpec;
import io.jenkins.plugins.relocation.spi.Probe;
import java.nio.ByteBuffer;

/** Sends a line over TCP and reads until the expected bytes came, at most 64 KiB. */
final class LineProbe implements Attempt<ProbeSpec.Line> {
    private static final int MOST = 64 << 10;

    @Override
    public Probe.Outcome make(ProbeSpec.Line spec, Host on) {
        Deadline deadline = Deadline.in(spec.timing().timeout());
        try (Connection connection = Connection.open(Address.of(spec.address(), on), spec.port(), deadline)) {
            if (!spec.send().isEmpty()) {
                connection.send((spec.send() + "\n").getBytes(UTF_8));
            }
            return listen(connection, spec);
        }
    }

    private static Probe.Outcome listen(Connection connection, ProbeSpec.Line spec) {
        byte[] expected = spec.expect().getBytes(UTF_8);
        ByteBuffer received = ByteBuffer.allocate(MOST);
        Connection.Event event = Connection.Event.DATA;
        while (event == Connection.Event.DATA && received.hasRemaining()) {
            int before = received.position();
            event = connection.receive(received);
            if (holds(received, Math.max(0, before - expected.length + 1), expected)) {
                return new Probe.Outcome(true, "%s: answered %s".formatted(connection.peer(), shown(received)));
            }
        }
        return new Probe.Outcome(
                false,
                "%s: connected, received %s without %s%s"
                        .formatted(
                                connection.peer(),
                                received.position() == 0
                                        ? "nothing"
                                        : "%d bytes, %s,".formatted(received.position(), shown(received)),
                                Names.quote(spec.expect()),
                                ending(event, spec)));
    }

    private static String ending(Connection.Event event, ProbeSpec.Line spec) {
        return switch (event) {
            case DATA -> ", and more is not read";
            case END -> ", then the peer closed the connection";
            case LATE -> " within " + Words.time(spec.timing().timeout());
        };
    }

    /** Looks only at what is new: a peer that sends single bytes must not make each of them cost the whole buffer. */
    private static boolean holds(ByteBuffer received, int from, byte[] expected) {
        String fresh = new String(received.array(), from, received.position() - from, ISO_8859_1);
        return fresh.contains(new String(expected, ISO_8859_1));
    }

    private static String shown(ByteBuffer received) {
        return Names.quote(new String(received.array(), 0, received.position(), UTF_8));
    }
}
