// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.driver.wpar;

import static io.jenkins.plugins.relocation.driver.Check.optional;
import static io.jenkins.plugins.relocation.driver.Check.required;
import static io.jenkins.plugins.relocation.spi.Leg.End.TO;

import io.jenkins.plugins.relocation.driver.Check;
import io.jenkins.plugins.relocation.driver.Check.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Checks of whether the target can take the partition. */
final class ArrivalChecks {
    private static final long MIB = 1L << 20;
    private static final int BUSY = 90;

    private ArrivalChecks() {}

    static List<Check<WparAnswers>> table() {
        return List.of(
                required("arrival.name", TO, ArrivalChecks::name),
                required("arrival.hostname", TO, ArrivalChecks::hostname),
                required("arrival.address", TO, ArrivalChecks::address),
                required("arrival.exports", TO, ArrivalChecks::exports),
                required("memory.free", TO, ArrivalChecks::memory),
                optional("cpu.free", TO, ArrivalChecks::processors));
    }

    private static Result name(WparAnswers answers) {
        String name = answers.settings().wpar();
        return answers.partitions(TO).stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .map(there -> Result.fail(
                        "there is a %s already".formatted(there.describe()),
                        there.isActive()
                                ? "it runs: find out whose it is"
                                : "find out whose it is; rmwpar -p %s removes its definition and keeps its file systems"
                                        .formatted(name)))
                .orElseGet(() -> Result.pass("no partition has its name"));
    }

    private static Result hostname(WparAnswers answers) {
        String hostname = answers.partition().hostname();
        List<String> others = answers.partitions(TO).stream()
                .filter(each -> each.hostname().equals(hostname))
                .map(Partition::name)
                // That its own name is taken is told by itself.
                .filter(name -> !name.equals(answers.settings().wpar()))
                .toList();
        return others.isEmpty()
                ? Result.pass("host name %s is free".formatted(hostname))
                : Result.fail(
                        "host name %s belongs to %s".formatted(hostname, others), "give one of them another host name");
    }

    private static Result address(WparAnswers answers) {
        List<String> wanted = answers.partition().addresses();
        answers.lines(TO, "network");
        TreeSet<String> taken = new TreeSet<>(AixReadings.addressesUp(answers.at(TO)));
        answers.answered(TO, "netstat");
        answers.partitions(TO).forEach(each -> taken.addAll(each.addresses()));
        taken.retainAll(wanted);
        return taken.isEmpty()
                ? Result.pass("%s free"
                        .formatted(wanted.isEmpty() ? "it has no address of its own" : String.join(", ", wanted)))
                : Result.fail(
                        "address %s is taken".formatted(String.join(", ", taken)),
                        "find out by whom: netstat -in, lswpar -N");
    }

    private static Result exports(WparAnswers answers) {
        List<String> names = new ArrayList<>(List.of(answers.leg().to().address()));
        names.addAll(answers.answered(TO, "uname"));
        List<String> missing = new ArrayList<>();
        List<Partition.Mount> mounts = answers.partition().mounts().stream()
                .filter(Partition.Mount::isNfs)
                .toList();
        for (Partition.Mount mount : mounts) {
            if (!Exports.told(answers.at(TO), mount.node())) {
                throw answers.missing(TO, "what %s exports (showmount -e)".formatted(mount.node()));
            }
            if (!Exports.has(answers.at(TO), mount.node(), mount.device(), names)) {
                missing.add(mount.node() + ":" + mount.device());
            }
        }
        return missing.isEmpty()
                ? Result.pass(mounts.isEmpty() ? "it has no NFS file systems" : "all are exported to it")
                : Result.fail(
                        "not exported to %s: %s".formatted(String.join(" or ", names), String.join(", ", missing)),
                        "export them to it with root=, as to the source and to the partition");
    }

    private static Result memory(WparAnswers answers) {
        answers.answered(TO, "vmstat");
        long free = AixReadings.freeBytes(answers.at(TO)).orElseThrow(() -> answers.missing(TO, "its free memory"));
        long needed = answers.memoryBytes() + answers.leg().to().limits().memoryReserve();
        String seen = "%d MiB are free, %d MiB are needed".formatted(free / MIB, needed / MIB);
        return free >= needed ? Result.pass(seen) : Result.fail(seen, "free memory there, or choose another target");
    }

    private static Result processors(WparAnswers answers) {
        answers.answered(TO, "vmstat");
        long busy = AixReadings.busyPercent(answers.at(TO)).orElseThrow(() -> answers.missing(TO, "how busy it is"));
        return busy < BUSY
                ? Result.pass("its processors are %d %% busy".formatted(busy))
                : Result.fail(
                        "its processors are %d %% busy".formatted(busy), "choose another target, or another hour");
    }
}
