// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver;

import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.driver.HostChecks.some;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import com.fasterxml.jackson.databind.JsonNode;
import io.jenkins.plugins.relocation.driver.Check.Result;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Checks of a workload's own address, which moves along. */
public final class NetworkChecks {
    private NetworkChecks() {}

    /** Checks that every driver needs that moves addresses. */
    public static <E extends NetworkEvidence> List<Check<E>> table() {
        return List.of(
                required("network.cable", FROM, moving(NetworkChecks::cable)),
                required("network.alone", FROM, withCable(NetworkChecks::alone)),
                required("network.rules", FROM, moving(NetworkChecks::rules)),
                required("network.tools", FROM, moving(answers -> tools(answers, FROM))),
                required("network.tools", TO, moving(answers -> tools(answers, TO))),
                required("network.lock", FROM, moving(answers -> lock(answers, FROM))),
                required("network.lock", TO, moving(answers -> lock(answers, TO))),
                required("network.bridge", TO, withCable(NetworkChecks::bridge)),
                required("network.mac", TO, withCable(NetworkChecks::mac)),
                required("network.address", TO, withCable(NetworkChecks::address)),
                required("network.segment", TO, withCable(NetworkChecks::segment)));
    }

    /** A check that only makes sense where an address may move along. */
    private static Function<NetworkEvidence, Result> moving(Function<NetworkEvidence, Result> check) {
        return answers ->
                answers.movesAddress() ? check.apply(answers) : Result.pass("no address is to move along (tcp: keep)");
    }

    /** A check that only makes sense where an address moves along. */
    private static Function<NetworkEvidence, Result> withCable(BiFunction<NetworkEvidence, Cable, Result> check) {
        return moving(answers -> {
            Optional<Cable> cable = answers.cable();
            answers.lines(TO, "uname");
            return cable.isPresent() ? check.apply(answers, cable.get()) : Result.pass("it has no address of its own");
        });
    }

    private static Result alone(NetworkEvidence answers, Cable cable) {
        Set<String> own = answers.lines(FROM, "stat").stream()
                .map(line -> line.split(" ", 2)[0])
                .collect(Collectors.toSet());
        List<String> others = answers.lines(FROM, "inhabitants").stream()
                .filter(pid -> !own.contains(pid))
                .toList();
        return others.isEmpty()
                ? Result.pass("nobody else uses its network namespace")
                : Result.fail(
                        "other processes use its network namespace, which goes: " + some(others),
                        "end them, or give them a network namespace of their own");
    }

    private static Result cable(NetworkEvidence answers) {
        answers.requireWorkload();
        String own = answers.need(FROM, "netns", NetworkReadings.namespace(answers.at(FROM), "own"));
        String host = answers.need(FROM, "netns", NetworkReadings.namespace(answers.at(FROM), "host"));
        if (own.equals(host)) {
            return Result.pass("it uses the host's network: no address moves along");
        }
        answers.need(FROM, "inside", NetworkReadings.json(answers.at(FROM), "inside"));
        List<JsonNode> ends = NetworkReadings.ends(answers.at(FROM));
        if (ends.isEmpty()) {
            return Result.pass("its network namespace is connected to nothing");
        }
        if (NetworkReadings.netns(answers.at(FROM)).isEmpty()) {
            return Result.fail(
                    "its network namespace has no name",
                    "make one with ip netns add NAME, and start the workload in /run/netns/NAME");
        }
        if (ends.size() > 1) {
            return Result.fail("it has %d network devices".formatted(ends.size()), "give it one: more cannot be moved");
        }
        Optional<Cable> cable = answers.cable();
        if (cable.isEmpty() || cable.get().bridge().isEmpty()) {
            return Result.fail(
                    "%s in its network namespace is no end of a pair of devices with the other in a bridge, or has no address"
                            .formatted(ends.get(0).path("ifname").asText()),
                    "connect it by a pair of devices (veth) to a bridge of the host");
        }
        Cable found = cable.get();
        return Result.pass("%s with %s, through %s in bridge %s"
                .formatted(found.mac(), String.join(", ", found.addresses()), found.device(), found.bridge()));
    }

    private static Result rules(NetworkEvidence answers) {
        Optional<Cable> cable = answers.cable();
        List<String> rules = answers.lines(FROM, "rules");
        return cable.isEmpty() || rules.isEmpty()
                ? Result.pass("no packet filter in its network namespace")
                : Result.fail(
                        "its network namespace has a packet filter, which does not move along: "
                                + some(rules.stream()
                                        .filter(line -> line.startsWith("table "))
                                        .toList()),
                        "filter on the host instead, the same way on both");
    }

    private static Result tools(NetworkEvidence answers, Leg.End end) {
        List<String> missing = answers.lines(end, "network-tools").stream()
                .map(line -> line.replace("missing ", ""))
                .toList();
        if (!missing.isEmpty()) {
            return Result.fail(
                    "missing: " + some(missing), "install them (Debian: iproute2, nftables, iputils-arping)");
        }
        List<String> said = answers.lines(end, "nft");
        return said.contains("usable")
                ? Result.pass("tables of nftables can be made")
                : Result.fail("nft does not work: " + some(said), "load the module nf_tables; see nft list ruleset");
    }

    private static Result lock(NetworkEvidence answers, Leg.End end) {
        return answers.lines(end, "lock").contains("usable")
                ? Result.pass("CRIU can lock the network with nftables")
                : Result.fail(
                        "CRIU cannot lock the network with nftables: connections could not be kept",
                        "install a CRIU with nftables, and load the module nf_tables");
    }

    private static Result bridge(NetworkEvidence answers, Cable cable) {
        answers.need(TO, "outside", NetworkReadings.json(answers.at(TO), "outside"));
        Optional<JsonNode> bridge = link(answers, cable.bridge());
        String remedy = "make it, with the host's own device in it, and take it up";
        if (bridge.isEmpty()) {
            return Result.fail("there is no bridge %s".formatted(cable.bridge()), remedy);
        }
        boolean up = bridge.get().path("flags").toString().contains("\"UP\"");
        return up
                ? Result.pass("bridge %s is up".formatted(cable.bridge()))
                : Result.fail("bridge %s is down".formatted(cable.bridge()), remedy);
    }

    private static Optional<JsonNode> link(NetworkEvidence answers, String name) {
        return NetworkReadings.elements(answers.at(TO), "outside")
                .filter(link -> link.path("ifname").asText().equals(name))
                .findFirst();
    }

    /** What may be on the target already: nothing, or a namespace that is prepared in the same way and not plugged in. */
    private static Result mac(NetworkEvidence answers, Cable cable) {
        boolean none = answers.lines(TO, "prepared").contains("none");
        Optional<JsonNode> device = link(answers, cable.device());
        if (none) {
            return device.isEmpty()
                    ? Result.pass("%s and %s are free".formatted(cable.netns(), cable.device()))
                    : Result.fail(
                            "device %s is there, but network namespace %s is not"
                                    .formatted(cable.device(), cable.netns()),
                            "remove the device: ip link del " + cable.device());
        }
        answers.need(TO, "prepared", NetworkReadings.json(answers.at(TO), "prepared"));
        String macs = NetworkReadings.elements(answers.at(TO), "prepared")
                .filter(link -> !link.path("link_type").asText().equals("loopback"))
                .map(link -> link.path("address").asText())
                .collect(Collectors.joining(", "));
        String remedy =
                "remove it, it is made for the move (ip netns del), or prepare it as on the source, not plugged in";
        if (!macs.equals(cable.mac())) {
            return Result.fail(
                    "network namespace %s is there with the hardware address %s instead of %s"
                            .formatted(cable.netns(), macs.isEmpty() ? "(none)" : macs, cable.mac()),
                    remedy);
        }
        boolean pluggedIn = device.filter(link -> link.hasNonNull("master")).isPresent();
        return device.isPresent() && !pluggedIn
                ? Result.pass("%s is prepared with %s".formatted(cable.netns(), cable.mac()))
                : Result.fail(
                        "network namespace %s is there, and its device %s is %s"
                                .formatted(cable.netns(), cable.device(), pluggedIn ? "plugged in" : "missing"),
                        remedy);
    }

    private static Result address(NetworkEvidence answers, Cable cable) {
        answers.need(TO, "own-addresses", NetworkReadings.json(answers.at(TO), "own-addresses"));
        List<String> own = NetworkReadings.elements(answers.at(TO), "own-addresses")
                .flatMap(link -> StreamSupport.stream(link.path("addr_info").spliterator(), false))
                .map(each -> each.path("local").asText())
                .toList();
        List<String> taken = cable.addresses().stream()
                .map(address -> address.split("/")[0])
                .filter(own::contains)
                .toList();
        if (!taken.isEmpty()) {
            return Result.fail(
                    "the target itself has the address " + some(taken),
                    "take it away there: it belongs to the workload");
        }
        List<String> others = replies(answers).stream()
                .filter(reply -> !reply.equals(cable.mac()))
                .toList();
        return others.isEmpty()
                ? Result.pass("nobody else has it")
                : Result.fail(
                        "%s is also used by %s".formatted(cable.address(), some(others)),
                        "find the other user of the address and take it away there");
    }

    /** Hardware addresses that answered for the workload's address. */
    private static List<String> replies(NetworkEvidence answers) {
        List<String> wire = answers.lines(TO, "neighbours");
        if (!wire.contains("asked")) {
            throw answers.missing(TO, "neighbours");
        }
        return wire.stream()
                .filter(line -> line.startsWith("reply "))
                .map(line -> line.substring("reply ".length()))
                .toList();
    }

    private static Result segment(NetworkEvidence answers, Cable cable) {
        if (cable.addresses().stream().allMatch(address -> address.contains(":"))) {
            return Result.pass("not asked: it has IPv6 addresses only");
        }
        return replies(answers).contains(cable.mac())
                ? Result.pass("the workload answers on the target's bridge")
                : Result.fail(
                        "the workload does not answer on the target's bridge %s: it is not on the same network"
                                .formatted(cable.bridge()),
                        "connect both bridges to the same network, or choose another target");
    }
}
