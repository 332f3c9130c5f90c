// SPDX-License-Identifier: MIT
package io.jenkins.plugins.relocation.host;

import io.jenkins.plugins.relocation.model.Host;
import io.jenkins.plugins.relocation.model.Names;
import io.jenkins.plugins.relocation.spi.CommandResult;
import io.jenkins.plugins.relocation.spi.ErrorCode;
import io.jenkins.plugins.relocation.spi.HostAccess;
import io.jenkins.plugins.relocation.spi.Leftover;
import io.jenkins.plugins.relocation.spi.Leftover.Kind;
import io.jenkins.plugins.relocation.spi.Leftover.Trait;
import io.jenkins.plugins.relocation.spi.Leftovers;
import io.jenkins.plugins.relocation.spi.RelocationException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Leftovers as the host script finds and removes them. */
public final class HostLeftovers implements Leftovers {
    private static final Duration LOOK = Duration.ofSeconds(90);
    private static final Duration REMOVE = Duration.ofSeconds(150);
    private static final int FIELDS = 10;
    private static final String NOTHING = "-";

    private final HostScript script;

    public HostLeftovers(HostAccess access) {
        this.script = new HostScript(access);
    }

    @Override
    public List<Leftover> look(Host host) {
        CommandResult result = script.leftovers(host, LOOK);
        List<String> lines = result.lines();
        if (!result.succeeded()
                || lines.isEmpty()
                || !lines.get(lines.size() - 1).equals("end")) {
            throw new RelocationException(
                    ErrorCode.HOST_FAILED,
                    "looking for leftovers on host %s ended early, with status %d: %s"
                            .formatted(
                                    host.name(),
                                    result.status(),
                                    Names.quote(result.err().strip())));
        }
        return lines.subList(0, lines.size() - 1).stream()
                .map(line -> parse(host, line))
                .filter(found -> isOurs(found.run()) && isOurs(found.workload()))
                .toList();
    }

    @Override
    public void remove(Host host, Leftover leftover, Reason reason) {
        Identity identity = new Identity(
                leftover.workload().isEmpty() ? "nothing" : leftover.workload(),
                leftover.run().isEmpty() ? "nobody" : leftover.run(),
                Math.max(1, leftover.attempt()),
                leftover.epoch());
        script.run(host, identity, call(host, leftover, reason).within(REMOVE));
    }

    private Call call(Host host, Leftover leftover, Reason reason) {
        return Call.of(
                "janitor-remove",
                host.imageDir(),
                script.digest(),
                leftover.kind().word(),
                leftover.name(),
                traits(leftover),
                reason.name().toLowerCase(Locale.ROOT));
    }

    @Override
    public String describe(Host host, Leftover leftover, Reason reason) {
        String name = leftover.name();
        String state = host.stateDir();
        return switch (leftover.kind()) {
            case LEG -> describeLeg(host, leftover, reason);
            case IMAGE ->
                "%sunmount what is below, rm -rf %s/%s"
                        .formatted(
                                leftover.is(Trait.FROZEN) ? "kill its frozen processes, " : "", host.imageDir(), name);
            case PROCESS ->
                "kill -9 %s, if it is still the one that started at tick %s".formatted((Object[]) name.split(":", 2));
            case KEY -> "take the line that ends with ' relocation:%s' out of %s".formatted(after(name), before(name));
            case LINK -> "rm -rf %s/links/%s".formatted(state, name);
            case GUARD -> "write state=free into %s/guards/%s; the epoch stays".formatted(state, name);
            case DROP_IN ->
                "%srm %s, systemctl daemon-reload"
                        .formatted(reason == Reason.DISABLE ? "systemctl disable its unit, " : "", name);
            case HELD -> "rm %s/held/%s".formatted(state, name);
            case NFT, CRIU_LOCK ->
                "%snft delete table inet %s"
                        .formatted(
                                before(name).equals(NOTHING) ? "" : "nsenter --net=" + before(name) + " -- ",
                                after(name));
            case CGROUP -> "rmdir " + name;
            case SCRIPT -> "rm -rf %s/bin/%s".formatted(state, name);
            case LOCK -> "rm " + name;
        };
    }

    private static String describeLeg(Host host, Leftover leg, Reason reason) {
        return Stream.of(
                        leg.is(Trait.AT_WORK) ? "stop what is at work for it" : "",
                        reason == Reason.PROVEN && leg.isAny(Trait.FROZEN, Trait.STAGED)
                                ? "kill -9 its frozen processes"
                                : "",
                        leg.is(Trait.CONTAINER) ? "delete its half-made container" : "",
                        leg.is(Trait.NETNS) ? "remove its network namespace" : "",
                        leg.is(Trait.UNDO) ? "put back the files that are kept aside" : "",
                        "unmount what is below its images",
                        "rm -rf %1$s/%3$s %2$s/legs/%3$s".formatted(host.imageDir(), host.stateDir(), leg.name()))
                .filter(step -> !step.isEmpty())
                .collect(Collectors.joining(", "));
    }

    private static String before(String name) {
        return name.substring(0, name.lastIndexOf(':'));
    }

    private static String after(String name) {
        return name.substring(name.lastIndexOf(':') + 1);
    }

    private static String traits(Leftover leftover) {
        return leftover.traits().isEmpty()
                ? NOTHING
                : leftover.traits().stream().sorted().map(Trait::word).collect(Collectors.joining(","));
    }

    /** What never could have been one of our names was made by somebody else. */
    private static boolean isOurs(String name) {
        return name.isEmpty() || Names.PATTERN.matcher(name).matches();
    }

    private static Leftover parse(Host host, String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw senseless(host, line);
        }
        try {
            return new Leftover(
                    Kind.of(fields[0]).orElseThrow(() -> senseless(host, line)),
                    fields[1],
                    text(fields[2]),
                    Integer.parseInt(number(fields[3])),
                    text(fields[4]),
                    Long.parseLong(number(fields[5])),
                    Duration.ofSeconds(Math.max(0, Long.parseLong(fields[6]))),
                    Long.parseLong(fields[7]) * 1024,
                    traits(host, line, fields[8]),
                    text(fields[9]));
        } catch (NumberFormatException e) {
            throw senseless(host, line);
        }
    }

    private static Set<Trait> traits(Host host, String line, String words) {
        Set<Trait> traits = new LinkedHashSet<>();
        for (String word : words.equals(NOTHING) ? new String[0] : words.split(",")) {
            traits.add(Trait.of(word).orElseThrow(() -> senseless(host, line)));
        }
        return traits;
    }

    private static String text(String field) {
        return field.equals(NOTHING) ? "" : field;
    }

    private static String number(String field) {
        return field.equals(NOTHING) ? "0" : field;
    }

    private static RelocationException senseless(Host host, String line) {
        return new RelocationException(
                ErrorCode.HOST_FAILED,
                "host %s was asked for leftovers and said %s".formatted(host.name(), Names.quote(line)));
    }
}
