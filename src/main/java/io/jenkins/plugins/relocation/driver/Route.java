// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import io.jenkins.plugins.relocation.host.Call;
import io.jenkins.plugins.relocation.host.HostScript;
import io.jenkins.plugins.relocation.host.Operation;
import io.jenkins.plugins.relocation.host.Operations;
import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Login;
import io.jenkins.plugins.relocation.model.Transfer;
import io.jenkins.plugins.relocation.model.TransferPlan;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leg;
import io.jenkins.plugins.relocation.spi.Progress;
import io.jenkins.plugins.relocation.spi.RelocationException;
import io.jenkins.plugins.relocation.spi.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How memory and files of a leg get from host to host: directly, with a key of the leg's own, or through this process. */
public final class Route {
    private static final String AHEAD = "yes";
    private static final Duration CLEAN = Duration.ofSeconds(60);

    private final HostScript script;
    private final Operations operations;
    private final Relay relay;

    public Route(HostAccess access, HostScript script, Ticker ticker) {
        this.script = script;
        this.operations = new Operations(script, ticker);
        this.relay = new Relay(access, script);
    }

    /** Lets {@code from} reach {@code to}, for this leg and nothing else. The leg is open at both ends. Can be repeated. */
    public void connect(Leg leg) {
        if (path(leg) != Transfer.Path.ONE_OFF_KEY) {
            return;
        }
        String key =
                script.run(leg, Leg.End.FROM, Call.of("key-make", leg.id())).text();
        script.run(leg, Leg.End.TO, allowKey(leg, key));
        script.run(leg, Leg.End.FROM, link(leg));
    }

    /** Whether the whole image of a freeze was received and equals what was sent. */
    public boolean hasImage(Leg leg) {
        return script.run(leg, Leg.End.TO, Call.of("received", leg.id()))
                .lines()
                .contains("received=yes");
    }

    /** Takes the leg's key away from a host. Can be repeated. */
    public void disconnect(Leg leg, String legId, Leg.End end) {
        Host host = leg.host(end);
        script.run(leg, end, Call.of("key-drop", legId, host.login().user()).within(CLEAN));
    }

    /** Completes an operation that sends. */
    public Operation send(Leg leg, String operation, Duration deadline, Progress progress) {
        if (path(leg) == Transfer.Path.CONTROLLER
                && !operations.start(leg, Leg.End.FROM, operation).ended()) {
            progress.note("workload %s: its memory passes through the controller, as the inventory asks; that is slower"
                    .formatted(leg.workload().name()));
            relay.carry(leg, operation, deadline);
        }
        return operations.complete(leg, Leg.End.FROM, operation, deadline, progress);
    }

    /** Throws unless an operation ended as it should, with the reason as far as it is known. */
    public static void require(Leg leg, Leg.End end, Operation operation, String doing) {
        if (operation.succeeded()) {
            return;
        }
        String how = operation.state() == Operation.State.DONE
                ? "failed with status " + operation.status()
                : "is " + operation.state().name().toLowerCase(Locale.ROOT) + ": its process is gone";
        throw new RelocationException(
                ErrorCode.HOST_FAILED,
                "%s workload %s on host %s %s: %s"
                        .formatted(doing, leg.workload().name(), leg.host(end).name(), how, reason(operation)));
    }

    /**
     * The same for a freeze, which also fails when the target could not restore what it got: that end knows why. Tells how
     * long nobody ran it.
     *
     * @throws RelocationException with {@link ErrorCode#HOST_FAILED}, saying what failed where
     */
    public void requireFrozen(Leg leg, Operation freeze, Progress progress) {
        if (!freeze.succeeded()) {
            tellHowLong(freeze, progress);
        }
        if (!freeze.succeeded() && freeze.values().containsKey("refused")) {
            require(leg, Leg.End.TO, operations.poll(leg, Leg.End.TO, "restore"), "restoring");
        }
        require(leg, Leg.End.FROM, freeze, "freezing");
    }

    /** Tells how long nobody ran it: a freeze that failed may never have begun, or be over. */
    public static void tellHowLong(Operation freeze, Progress progress) {
        boolean began = freeze.values().containsKey("begin");
        progress.frozen(began ? Duration.ofMillis(freeze.millis("begin", "now")) : Duration.ZERO);
        if (!began) {
            progress.resumed(Duration.ZERO);
        } else if (freeze.values().containsKey("ended")) {
            progress.resumed(Duration.ofMillis(freeze.millis("ended", "now")));
        }
    }

    private static String reason(Operation operation) {
        String said = String.join("; ", operation.said()).replace("relocation: ", "");
        if (operation.log().isEmpty()) {
            return said.isEmpty() ? "it said nothing" : said;
        }
        return said + (said.isEmpty() ? "" : "; ") + CriuLog.explain(operation.log());
    }

    private static Transfer.Path path(Leg leg) {
        boolean through = leg.from().transfer().path() == Transfer.Path.CONTROLLER
                || leg.to().transfer().path() == Transfer.Path.CONTROLLER;
        return through ? Transfer.Path.CONTROLLER : Transfer.Path.ONE_OFF_KEY;
    }

    private static Call allowKey(Leg leg, String publicKey) {
        Login login = leg.to().login();
        String become = login.become() == Login.Become.SUDO ? "sudo" : "none";
        List<String> arguments = new ArrayList<>(List.of(leg.id(), login.user(), become));
        arguments.addAll(wire(leg));
        return new Call("key-allow", arguments, publicKey + "\n", CLEAN);
    }

    private static Call link(Leg leg) {
        Host to = leg.to();
        List<String> arguments = new ArrayList<>(List.of(
                leg.id(),
                to.transferAddress(),
                Integer.toString(to.port()),
                to.login().user()));
        arguments.addAll(wire(leg));
        return new Call("link", arguments, String.join("\n", to.hostKeys()) + "\n", CLEAN);
    }

    /**
     * Whether all that comes before a freeze was done, by this process or an earlier one. Files are copied last: an engine
     * that died before may have left a leg without a connection.
     */
    public boolean isReady(Leg leg) {
        return !script.run(leg, Leg.End.FROM, Call.of("leg-read", leg.id(), "root"))
                        .text()
                        .isEmpty()
                && operations.poll(leg, Leg.End.FROM, "bulk").succeeded();
    }

    /** What both ends have to know of the way: how memory is packed, where it goes without encryption, whether ahead. */
    private static List<String> wire(Leg leg) {
        List<String> words =
                new ArrayList<>(List.of(leg.transfer().compression().word()));
        if (leg.transfer().transport() == TransferPlan.Transport.PLAIN) {
            words.add(leg.to().transferAddress());
            words.add(leg.from().transferAddress());
        }
        if (leg.transfer().ahead() && leg.way() == Leg.Way.OUT) {
            words.addAll(words.size() > 1 ? List.of(AHEAD) : List.of("", "", AHEAD));
        }
        return words;
    }
}
