// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.model.TransferPlan.Compression;
import io.jenkins.plugins.relocation.model.TransferPlan.Transport;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/**
 * Measures how memory would get from one host to another. For a link with SSH the target lets in, for this one
 * measurement, a key that can do nothing but have its bytes counted; it is taken away again at once.
 */
public final class Wire {
    private static final System.Logger LOG = System.getLogger(Wire.class.getName());
    private static final Duration MEASURE = Duration.ofSeconds(45);
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,14}");
    private static final String PYTHON = "python3";
    private static final long MILLIS = 1000;
    private static final long MOST = 32L << 20;

    /** Faster than this, packing memory that is copied ahead does not pay: little of it travels in the freeze. */
    private static final long FAST = 100_000_000;

    /** Enough to see that a connection carries something. */
    private static final long LEAST = 1L << 18;

    private final HostScript script;
    private final HostLook hosts;

    /**
     * Makes one.
     *
     * @param hosts how hosts are looked at: what was asked before may not have to be asked again
     */
    public Wire(HostScript script, HostLook hosts) {
        this.script = script;
        this.hosts = hosts;
    }

    /** Bytes that a link carries in a second with a transport, two digits; 0 when it cannot be measured. */
    public long bytesPerSecond(Host from, Host to, TransferPlan transport) {
        return told(
                "the rate of the link from %s to %s".formatted(from.name(), to.name()),
                0L,
                () -> switch (transport.transport()) {
                    case SSH -> overSsh(from, to);
                    case PLAIN -> plain(from, to, MOST);
                    case CONTROLLER, SHARED, STATIC -> 0L;
                });
    }

    /**
     * Decides whether a workload's memory is copied ahead: where both hosts can, and the source has room for a second
     * copy; and whether it is packed on its way, with a sample of it.
     *
     * @param link the transport with the measured rate of the link
     * @param root process id of the workload's root at {@code from}
     */
    public TransferPlan pack(Host from, Host to, TransferPlan link, long root) {
        TransferPlan transfer = ahead(from, to, link, root);
        return transfer.ahead() && link.linkBytesPerSecond() >= FAST ? transfer : packing(from, to, transfer, root);
    }

    private TransferPlan ahead(Host from, Host to, TransferPlan transfer, long root) {
        if (transfer.transport() == Transport.CONTROLLER) {
            return transfer;
        }
        return told(
                "whether memory of process %d on %s can be copied ahead".formatted(root, from.name()), transfer, () -> {
                    boolean able = PackingReadings.has(look(from, List.of("report_wire")), PYTHON)
                            && PackingReadings.has(look(to, List.of("report_wire")), PYTHON)
                            && AheadReadings.isWorthIt(
                                    look(from, List.of("report_ahead", Long.toString(root), from.imageDir())));
                    return able ? transfer.copiedAhead() : transfer;
                });
    }

    private TransferPlan packing(Host from, Host to, TransferPlan link, long root) {
        if (link.linkBytesPerSecond() == 0) {
            return link;
        }
        return told("how the memory of process %d on %s packs".formatted(root, from.name()), link, () -> {
            Report source = look(from, List.of("report_wire"));
            Report target = look(to, List.of("report_wire"));
            List<String> question = new ArrayList<>(List.of("report_packing", Long.toString(root)));
            PackingReadings.KNOWN.stream()
                    .map(Compression::word)
                    .filter(word -> PackingReadings.has(source, word) && PackingReadings.has(target, word))
                    .forEach(question::add);
            int processors = Math.min(PackingReadings.processors(source), PackingReadings.processors(target));
            return Packing.choose(link, PackingReadings.of(look(from, question)), processors);
        });
    }

    /** An answer that hosts are needed for, or another one when they do not give it: a move can do without. */
    private static <T> T told(String what, T otherwise, Supplier<T> answer) {
        try {
            return answer.get();
        } catch (RelocationException e) {
            LOG.log(System.Logger.Level.INFO, "{0} is not known: {1}", what, e.getMessage());
            return otherwise;
        }
    }

    /** Tries the plain connection of a leg that is to have one; the report has a part "plain" that says how it went. */
    public Report tried(Leg leg) {
        if (leg.transfer().transport() != Transport.PLAIN) {
            return Report.EMPTY;
        }
        try {
            return new Report(
                    Map.of("plain", List.of("reached, bytes per second " + plain(leg.from(), leg.to(), LEAST))));
        } catch (RelocationException e) {
            return new Report(Map.of("plain", List.of("failed " + e.getMessage().replace('\n', ' '))));
        }
    }

    private Report look(Host host, List<String> function) {
        return hosts.ask(host, function, List.of());
    }

    private long overSsh(Host from, Host to) {
        byte[] random = new byte[8];
        RANDOM.nextBytes(random);
        String link = "link-" + HexFormat.of().formatHex(random);
        try {
            String key = script.measure(from, Call.of("link-key", link)).text();
            script.measure(to, Call.of("link-allow", link, to.login().user()).reading(key + "\n"));
            Call rate = Call.of(
                            "link-rate",
                            link,
                            to.transferAddress(),
                            Integer.toString(to.port()),
                            to.login().user())
                    .reading(String.join("\n", to.hostKeys()) + "\n");
            return rate(script.measure(from, rate.within(MEASURE)));
        } finally {
            forget(to, Call.of("link-drop", link, to.login().user()));
            forget(from, Call.of("link-forget", link));
        }
    }

    private void forget(Host host, Call call) {
        try {
            script.measure(host, call);
        } catch (RelocationException e) {
            // The key ends by itself within minutes, and could do nothing.
            LOG.log(System.Logger.Level.WARNING, "{0} on {1}: {2}", call.command(), host.name(), e.getMessage());
        }
    }

    private long plain(Host from, Host to, long bytes) {
        String where = script.measure(to, Call.of("link-listen", to.transferAddress(), from.transferAddress()))
                .text();
        Call fill = Call.of("link-fill", to.transferAddress(), from.transferAddress(), Long.toString(bytes))
                .reading(where + "\n")
                .within(MEASURE);
        return rate(script.measure(from, fill));
    }

    private static long rate(CommandResult result) {
        Map<String, String> values = HostReadings.values(new Report(Map.of("rate", result.lines())), "rate");
        String bytes = values.getOrDefault("bytes", "");
        String millis = values.getOrDefault("millis", "");
        return NUMBER.matcher(bytes).matches() && NUMBER.matcher(millis).matches()
                ? Packing.rounded(Long.parseLong(bytes) * MILLIS / Long.parseLong(millis))
                : 0;
    }
}
