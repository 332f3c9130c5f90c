// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.process;

import static io.jenkins.plugins.relocation.driver.Recorded.and;
import static io.jenkins.plugins.relocation.driver.Recorded.with;
import static io.jenkins.plugins.relocation.driver.Recorded.without;
import static io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.source;
import static io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.target;
import static io.jenkins.plugins.relocation.spi.Leg.End.FROM;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Report;
import io.jenkins.plugins.relocation.driver.process.ProcessPrecheckCases.Case;
import io.jenkins.plugins.relocation.spi.Leg;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Answers about a tree that keeps its connections, on which each check of its network fails or cannot tell. */
final class ConnectedProcessCases {
    private ConnectedProcessCases() {}

    static List<Case> all() {
        Answers kept = Transcripts.connected();
        List<Case> cases = new ArrayList<>(List.of(
                new Case(
                        "tcp.policy",
                        FROM,
                        source(kept, report -> with(report, "netns", "7 own", "7 host")),
                        "no address moves along",
                        source(kept, report -> without(report, "netns"))),
                new Case(
                        "network.cable",
                        FROM,
                        source(kept, report -> with(report, "netns", "7 own", "8 host")),
                        "has no name",
                        source(kept, report -> without(report, "inside"))),
                new Case(
                        "network.alone",
                        FROM,
                        source(kept, report -> and(report, "inhabitants", "4711")),
                        "4711",
                        source(kept, report -> without(report, "inhabitants"))),
                new Case(
                        "network.rules",
                        FROM,
                        source(kept, report -> with(report, "rules", "table inet filter {")),
                        "table inet filter",
                        source(kept, report -> without(report, "rules"))),
                new Case(
                        "network.bridge",
                        TO,
                        target(kept, report -> with(report, "outside", "[]")),
                        "no bridge br0",
                        target(kept, report -> without(report, "outside"))),
                new Case(
                        "network.mac",
                        TO,
                        target(
                                kept,
                                report -> with(
                                        report,
                                        "prepared",
                                        "[{\"ifname\":\"eth0\",\"link_type\":\"ether\",\"address\":\"02:00:00:00:00:07\"}]")),
                        "hardware address 02:00:00:00:00:07",
                        target(kept, report -> without(report, "prepared"))),
                new Case(
                        "network.address",
                        TO,
                        target(kept, report -> with(report, "neighbours", "reply 02:00:00:00:00:07", "asked")),
                        "also used by 02:00:00:00:00:07",
                        target(kept, report -> without(report, "neighbours"))),
                new Case(
                        "network.segment",
                        TO,
                        target(kept, report -> with(report, "neighbours", "asked")),
                        "does not answer on the target's bridge",
                        target(kept, report -> with(report, "neighbours")))));
        for (Leg.End end : Leg.End.values()) {
            UnaryOperator<Report> noLock = report -> with(report, "lock", "missing");
            UnaryOperator<Report> silent = report -> without(report, "lock");
            UnaryOperator<Report> noTool = report -> with(report, "network-tools", "missing nft");
            UnaryOperator<Report> noAnswer = report -> without(report, "network-tools");
            cases.add(new Case("network.lock", end, at(end, noLock), "cannot lock", at(end, silent)));
            cases.add(new Case("network.tools", end, at(end, noTool), "missing: nft", at(end, noAnswer)));
        }
        return cases;
    }

    private static Answers at(Leg.End end, UnaryOperator<Report> change) {
        return end == FROM ? source(Transcripts.connected(), change) : target(Transcripts.connected(), change);
    }
}
